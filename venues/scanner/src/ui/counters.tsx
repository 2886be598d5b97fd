/** How many are inside, are expected, were refused, and what the server has not heard. */

import { useFrame } from "./frame.tsx";

export function Counters() {
  const { say, snapshot } = useFrame();
  const { inside, expected, refused, unsent } = snapshot.counters;
  const counts = [
    ["inside", inside],
    ["expected", expected],
    ["refused", refused],
    ["unsentShort", unsent],
  ] as const;
  return (
    <dl class="counters">
      {counts.map(([word, count]) => (
        <div key={word} data-count={word}>
          <dt>{say(word)}</dt>
          <dd>{count}</dd>
        </div>
      ))}
    </dl>
  );
}
