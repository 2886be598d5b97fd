/** The result of a scan: a word, a sign and a pattern besides the colour, to be read a metre away. */

import type { Outcome } from "../tablet/contract.ts";
import { useFrame } from "./frame.tsx";
import { clockTime } from "./moments.ts";
import { toneOf } from "./sounds.ts";
import type { Word } from "./words.ts";

const SIGNS = { yes: "✓", attention: "!", no: "✕" } as const;

export function Result({ outcome, isChecking }: { outcome: Outcome | null; isChecking: boolean }) {
  const { say, language } = useFrame();
  if (!outcome)
    return (
      <section class="result idle" aria-live="assertive">
        <p class="word">{isChecking ? say("checking") : "–"}</p>
      </section>
    );
  const { verdict, isOverride, name, earlier, decidedBy } = outcome;
  const tone = toneOf(verdict, isOverride);
  const why = `why${verdict}` as Word;
  return (
    <section class={`result ${tone}`} aria-live="assertive" data-verdict={verdict}>
      <p class="sign" aria-hidden="true">
        {outcome.direction === "EXIT" && tone === "yes" ? "→" : SIGNS[tone]}
      </p>
      <p class="word">{isChecking ? say("checking") : say(isOverride ? "OVERRIDDEN" : verdict)}</p>
      <p class="name">{name}</p>
      <p class="detail">
        {earlier
          ? say("earlier", { time: clockTime(earlier.at, language), gate: earlier.gate })
          : tone === "no" && say(why)}
      </p>
      <p class="by">{say(`by${decidedBy}`)}</p>
    </section>
  );
}
