/** Who decides at present: the server, an edge at the venue, or this tablet alone. */

import { useFrame } from "./frame.tsx";
import type { Word } from "./words.ts";

const WORDS: Record<"server" | "edge" | "none", Word> = {
  server: "networkServer",
  edge: "networkEdge",
  none: "networkNone",
};

export function Network() {
  const { say, snapshot } = useFrame();
  return (
    <span class={`network ${snapshot.network}`} role="status">
      {say(WORDS[snapshot.network])}
    </span>
  );
}

export function networkWord(network: keyof typeof WORDS): Word {
  return WORDS[network];
}
