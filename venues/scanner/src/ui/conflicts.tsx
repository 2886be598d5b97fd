/** The conflicts that this tablet has a part in. */

import { useFrame } from "./frame.tsx";
import { clockTime } from "./moments.ts";

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
