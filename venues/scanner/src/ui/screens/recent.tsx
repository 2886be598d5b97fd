/** The last scans of this tablet; for a minute each can be taken back. */

import type { Outcome } from "../../tablet/contract.ts";
import { Page, useFrame } from "../frame.tsx";
import { clockTime } from "../moments.ts";
import { useReaders } from "../readers.ts";
import { SIGNS } from "../result.tsx";
import { toneOf } from "../sounds.ts";
import { Undo } from "../undo.tsx";
import type { Word } from "../words.ts";

export function Recent() {
  const { say, snapshot, door } = useFrame();
  useReaders((code) => void door.check(code), door.tear);
  return (
    <Page title={say("recentTitle")} back="scanning">
      {snapshot.recent.length === 0 && <p>{say("noRecent")}</p>}
      <ul class="list people scans">
        {snapshot.recent.map((outcome) => (
          <Scanned key={outcome.scanId} outcome={outcome} />
        ))}
      </ul>
    </Page>
  );
}

function Scanned({ outcome }: { outcome: Outcome }) {
  const { say, language } = useFrame();
  const { verdict, isOverride, at, name, decidedBy, earlier } = outcome;
  const tone = toneOf(verdict, isOverride);
  const why = tone === "no" ? say(`why${verdict}` as Word) : name;
  const before = earlier && say("earlier", { time: clockTime(earlier.at, language), gate: earlier.gate });
  return (
    <li data-verdict={verdict}>
      <span class={`sign ${tone}`} aria-hidden="true">
        {SIGNS[tone]}
      </span>
      <span class="who">
        <strong>
          {say(isOverride ? "OVERRIDDEN" : verdict)} {why && <span class="what">{why}</span>}
        </strong>
        <small>
          {[clockTime(at, language), before, say(`by${decidedBy}`)].filter(Boolean).join(" · ")}
        </small>
      </span>
      <Undo outcome={outcome} />
    </li>
  );
}
