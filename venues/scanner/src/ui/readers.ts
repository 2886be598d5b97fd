/** Readers that type, for as long as a screen is shown. */

import { useEffect, useRef } from "preact/hooks";
import { listenForReaders } from "./wedge.ts";

export function useReaders(onCode: (code: string) => void, onTorn: () => void): void {
  const latest = useRef({ onCode, onTorn });
  latest.current = { onCode, onTorn };
  useEffect(
    () =>
      listenForReaders(
        window,
        (code) => latest.current.onCode(code),
        () => latest.current.onTorn(),
      ),
    [],
  );
}
