/** What was found out at the door last, whoever found it: it is shown in one place. */

import { useState } from "preact/hooks";
import type { Timing } from "../camera/camera.ts";
import type { Direction, Outcome, Scanner } from "../tablet/contract.ts";
import { play, toneOf } from "./sounds.ts";
import { keep } from "./timings.ts";

export interface Door {
  direction: Direction;
  setDirection(direction: Direction): void;
  outcome: Outcome | null;
  isChecking: boolean;
  /** What went wrong instead of an outcome: an error, or a word's own text. */
  trouble: unknown;
  /** Decide about a code that was read or typed, and show what came of it. */
  check(text: string, timing?: Timing): Promise<void>;
  /** Show an outcome that was found in another way. */
  show(outcome: Outcome): void;
  /** A reader's code was torn: say so in place of a result. */
  tear(): void;
  clear(): void;
}

/** A code was read of which something may be missing. */
export class Torn extends Error {}

/** `enter` takes staff to where results are shown. */
export function useDoor(scanner: Scanner, enter: () => void): Door {
  const [direction, setDirection] = useState<Direction>("ENTRY");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isChecking, setChecking] = useState(false);
  const [trouble, setTrouble] = useState<unknown>(null);

  function show(found: Outcome) {
    setTrouble(null);
    setOutcome(found);
    play(toneOf(found.verdict, found.isOverride));
    enter();
  }

  function fail(fault: unknown) {
    setOutcome(null);
    setTrouble(fault);
    play("no");
    enter();
  }

  async function check(text: string, timing?: Timing) {
    setChecking(true);
    setTrouble(null);
    enter();
    try {
      show(await scanner.scan(text, direction));
      if (timing) keep(timing);
    } catch (fault) {
      fail(fault);
    } finally {
      setChecking(false);
    }
  }

  function clear() {
    setOutcome(null);
    setTrouble(null);
  }
  return { direction, setDirection, outcome, isChecking, trouble, check, show, tear: () => fail(new Torn()), clear };
}
