/** Taking a scan back, for as long as that can be done. */

import { useEffect, useState } from "preact/hooks";
import type { Outcome } from "../tablet/contract.ts";
import { Problem, useDeed, useFrame } from "./frame.tsx";

const LETS_THROUGH = ["ADMITTED", "READMITTED", "LEFT"];

export function Undo({ outcome }: { outcome: Outcome }) {
  const { say, scanner, door } = useFrame();
  const { run, problem, isBusy } = useDeed();
  const left = useSecondsLeft(outcome.undoUntil);
  const counts = LETS_THROUGH.includes(outcome.verdict) || outcome.isOverride;
  if (!counts || left <= 0) return null;
  return (
    <>
      <button
        type="button"
        class="undo"
        disabled={isBusy}
        onClick={() =>
          run(async () => {
            await scanner.undo(outcome.scanId);
            if (door.outcome?.scanId === outcome.scanId) door.clear();
          })
        }
      >
        {say("undo")} <span class="left">{left}</span>
      </button>
      {problem && <Problem text={problem} />}
    </>
  );
}

function useSecondsLeft(until: number): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [until]);
  return Math.max(0, Math.ceil((until - now) / 1_000));
}
