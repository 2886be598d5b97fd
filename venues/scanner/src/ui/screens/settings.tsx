import { useState } from "preact/hooks";
import { Choices, LANGUAGES, Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { dayAndTime } from "../moments.ts";
import { setSound } from "../sounds.ts";
import { Update } from "../update.tsx";

declare const __VERSION__: string;

export function Settings() {
  const { say, scanner, snapshot, language, setLanguage, go } = useFrame();
  const { run, problem, isBusy } = useDeed();
  const [hasSound, setHasSound] = useState(true);
  return (
    <Page title={say("settingsTitle")} back="readiness">
      <Update />
      <Choices label={say("language")} options={LANGUAGES} value={language} onChoose={setLanguage} />
      <dl class="facts">
        <dt>{say("pairName")}</dt>
        <dd>
          {snapshot.deviceName} · {snapshot.venueName}
        </dd>
        <dt>{say("lastSync")}</dt>
        <dd>{snapshot.lastSyncAt ? dayAndTime(snapshot.lastSyncAt, language) : say("never")}</dd>
        <dt>{say("unsent")}</dt>
        <dd>{snapshot.counters.unsent}</dd>
        <dt>{say("version")}</dt>
        <dd>{__VERSION__}</dd>
      </dl>
      <Problem text={problem} />
      <div class="row">
        <button disabled={isBusy} onClick={() => run(() => scanner.sync())}>
          {say("syncNow")}
        </button>
        <button onClick={() => go("duties")}>{say("changeDuty")}</button>
        <button
          aria-pressed={hasSound}
          onClick={() => {
            setSound(!hasSound);
            setHasSound(!hasSound);
          }}
        >
          {say("sound")}
        </button>
      </div>
    </Page>
  );
}
