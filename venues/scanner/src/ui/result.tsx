/** The result of a scan: a word, a sign and a pattern besides the colour, to be read a metre away. */

import { told, useFrame } from "./frame.tsx";
import { clockTime, span } from "./moments.ts";
import { toneOf, type Tone } from "./sounds.ts";
import type { Word } from "./words.ts";

export const SIGNS: Record<Tone, string> = { yes: "✓", attention: "!", no: "✕" };

/** The one place of results: what came of the last scan, or why nothing did. */
export function Result() {
  const { say, language, door } = useFrame();
  const { outcome, isChecking, trouble } = door;
  if (!outcome || isChecking)
    return (
      <section class={`result ${trouble && !isChecking ? "trouble" : "idle"}`} role="status" aria-live="assertive">
        {trouble && !isChecking ? (
          <>
            <p class="sign" aria-hidden="true">?</p>
            <p class="why">{told(trouble, say)}</p>
          </>
        ) : (
          <p class="why">{say(isChecking ? "checking" : "waiting")}</p>
        )}
      </section>
    );
  const { verdict, isOverride, name, earlier, decidedBy } = outcome;
  const tone = toneOf(verdict, isOverride);
  return (
    <section class={`result ${tone}`} role="status" aria-live="assertive" data-verdict={verdict}>
      <p class="sign" aria-hidden="true">
        {outcome.direction === "EXIT" && tone === "yes" ? "→" : SIGNS[tone]}
      </p>
      <p class="word">{say(isOverride ? "OVERRIDDEN" : verdict)}</p>
      {name && <p class="name">{name}</p>}
      {earlier && (
        <p class="detail">
          {say("earlier", { time: clockTime(earlier.at, language), gate: earlier.gate })}
          <span class="ago">{say("ago", { span: span(outcome.at - earlier.at, language) })}</span>
        </p>
      )}
      {tone === "no" && <p class="detail">{say(`why${verdict}` as Word)}</p>}
      <p class="by">{say(`by${decidedBy}`)}</p>
    </section>
  );
}
