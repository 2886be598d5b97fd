/** The conflicts that this tablet has a part in. */

import type { Snapshot } from "../tablet/contract.ts";
import { useFrame } from "./frame.tsx";
import { clockTime } from "./moments.ts";
import { type Say, type Word, words } from "./words.ts";

const KINDS: Record<Snapshot["problems"][number]["kind"], Word> = {
  scan: "scanned",
  undo: "undo",
  walkIn: "walkIn",
  lead: "lead",
};

function wordsOf(code: string, say: Say): string {
  return code in words.en ? say(code as Word) : say("refusedBy", { code });
}

/** What the server did not take, so that somebody can ask the visitor again while they are there. */
export function Problems() {
  const { say, snapshot, language } = useFrame();
  if (snapshot.problems.length === 0) return null;
  return (
    <section class="conflicts" aria-label={say("notTaken")}>
      <h2>
        {say("notTaken")} ({snapshot.problems.length})
      </h2>
      <ul>
        {snapshot.problems.map(({ kind, at, code }) => (
          <li key={`${at} ${kind}`}>
            {clockTime(at, language)} <strong>{say(KINDS[kind])}</strong> · {wordsOf(code, say)}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Conflicts() {
  const { say, snapshot, language } = useFrame();
  if (snapshot.conflicts.length === 0) return null;
  return (
    <section class="conflicts" aria-label={say("conflicts")}>
      <h2>
        {say("conflicts")} ({snapshot.conflicts.length})
      </h2>
      <ul>
        {snapshot.conflicts.map((conflict) => (
          <li key={conflict.id} class={conflict.settlement ? "settled" : ""}>
            <strong>{say(`conflict${conflict.kind}`)}</strong> {conflict.holderName}
            {conflict.settlement && <em> · {say("settled")}</em>}
            <ol>
              {conflict.passages.map(({ at, gateName, deviceName, isOwn }) => (
                <li key={`${at} ${deviceName}`}>
                  {clockTime(at, language)} {gateName} · {isOwn ? say("here") : deviceName}
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </section>
  );
}
