import { useState } from "preact/hooks";
import { Choices, Field, LANGUAGES, Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { Viewfinder } from "../viewfinder.tsx";

const PREFIX = "PDPAIR:";

export function Pairing() {
  const { say, scanner, snapshot, language, setLanguage } = useFrame();
  const [code, setCode] = useState("");
  const [name, setName] = useState("");
  const { run, problem, isBusy } = useDeed();
  if (snapshot.pairing === "unsupported")
    return (
      <Page title={say("pairTitle")}>
        <Problem text={say("unsupported")} />
      </Page>
    );
  const pair = () => run(() => scanner.pair(code.trim(), name.trim()));
  return (
    <Page title={say("pairTitle")}>
      <div class="split">
        <Viewfinder
          onCode={(text) => text.startsWith(PREFIX) && setCode(text.slice(PREFIX.length))}
        />
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void pair();
          }}
        >
          <p>{say("pairHow")}</p>
          <Field label={say("pairCode")} value={code} onInput={(text) => setCode(text.toUpperCase())} />
          <Field
            label={say("pairName")}
            hint={say("pairNameHint")}
            value={name}
            onInput={setName}
            maxLength={80}
          />
          <Problem text={problem} />
          <button class="main" disabled={isBusy || code.trim().length < 8 || !name.trim()}>
            {say("pair")}
          </button>
          <Choices
            label={say("language")}
            options={LANGUAGES}
            value={language}
            onChoose={setLanguage}
          />
        </form>
      </div>
    </Page>
  );
}

/** A tablet that was revoked: it keeps what it has not sent, and says so. */
export function Revoked() {
  const { say, snapshot, go } = useFrame();
  return (
    <Page title={snapshot.deviceName}>
      <Problem text={say("revoked")} />
      <p>
        {say("kept")}: <strong>{snapshot.counters.unsent}</strong>
      </p>
      <button type="button" class="grave" onClick={() => go("forget")}>
        {say("forget")}
      </button>
    </Page>
  );
}
