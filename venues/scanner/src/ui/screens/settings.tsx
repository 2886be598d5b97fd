import { useState } from "preact/hooks";
import { Choices, LANGUAGES, Page, Problem, useDeed, useFrame } from "../frame.tsx";
import { dayAndTime } from "../moments.ts";
import { isSoundOn, setSound } from "../sounds.ts";
import { Update } from "../update.tsx";

declare const __VERSION__: string;

export function Settings() {
  const { say, scanner, snapshot, language, setLanguage, go } = useFrame();
  const { run, problem, isBusy } = useDeed();
  const [hasSound, setHasSound] = useState(isSoundOn());
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
        <button type="button" disabled={isBusy} onClick={() => run(() => scanner.sync())}>
          {say("syncNow")}
        </button>
        <button type="button" onClick={() => go("duties")}>
          {say("changeDuty")}
        </button>
        <button
          type="button"
          aria-pressed={hasSound}
          onClick={() => {
            setSound(!hasSound);
            setHasSound(!hasSound);
          }}
        >
          <span aria-hidden="true">{hasSound ? "✓" : "✕"}</span> {say("sound")}
        </button>
      </div>
      <button type="button" class="grave" onClick={() => go("forget")}>
        {say("forget")}
      </button>
    </Page>
  );
}
