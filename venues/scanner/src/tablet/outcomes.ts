/** What became of a scan: decided by the tablet, or as the server answered. */

import type { Target } from "./asking.ts";
import type { Direction, Duty, Outcome, Verdict } from "./contract.ts";
import { type Known, merged } from "./histories.ts";
import type { Loaded } from "./manifests.ts";
import { type Passage, rule } from "./passages.ts";
import type { Pass } from "./passes.ts";
import type { Answer, Item } from "./store.ts";
import { judge, judgeFound } from "./verdicts.ts";

export const UNDO_WITHIN_MS = 60_000;

const LETS_THROUGH = new Set<Verdict>(["ADMITTED", "READMITTED", "LEFT"]);
const SHOWS_NAME = new Set<Verdict>([...LETS_THROUGH, "ALREADY_ADMITTED"]);

/** Somebody at the gate, with a pass or found in the list. */
export interface Scan {
  id: string;
  /** By the tablet's clock. */
  at: number;
  trueAt: number;
  direction: Direction;
  token?: string;
  seat: string | null;
}

export function isLetThrough(outcome: Pick<Outcome, "verdict" | "isOverride">): boolean {
  return outcome.isOverride || LETS_THROUGH.has(outcome.verdict);
}

export function showsName(outcome: Pick<Outcome, "verdict" | "isOverride">): boolean {
  return outcome.isOverride || SHOWS_NAME.has(outcome.verdict);
}

/** The tablet's own decision, from its manifest and what it did itself; the same as the server's. */
export function decided(loaded: Loaded, duty: Duty, pass: Pass | null, own: readonly Item[], scan: Scan): Outcome {
  const refusal = refusalOf(loaded, duty, pass, scan);
  if (refusal || !scan.seat) return outcomeOf(scan, refusal ?? "UNKNOWN", "tablet", "", null);
  const { head, people } = loaded;
  const known = merged(people.passages(scan.seat), own, head.hallOf, scan.trueAt);
  const passage: Passage = {
    at: scan.trueAt,
    id: scan.id,
    direction: scan.direction,
    hall: head.hallOf.get(duty.gateKey) ?? "",
  };
  const { verdict, earlier } = rule<Known | Passage>(head.rules, head.event.zone, known, passage);
  const name = SHOWS_NAME.has(verdict) ? (people.row(scan.seat)?.[1] ?? "") : "";
  const before = earlier && "gate" in earlier ? earlier : null;
  const where = before && { at: before.at, gate: head.gateNames.get(before.gate) ?? "" };
  return outcomeOf(scan, verdict, "tablet", name, where);
}

function refusalOf({ head, people }: Loaded, duty: Duty, pass: Pass | null, scan: Scan): Verdict | null {
  const facts = scan.seat === null ? null : people.facts(scan.seat, head.event.id);
  const refusal =
    scan.token === undefined
      ? judgeFound(facts, duty.eventKey, scan.trueAt)
      : judge(pass, facts, duty.eventKey, scan.trueAt);
  const isOnDuty = scan.trueAt >= duty.startsAt && scan.trueAt < duty.endsAt;
  return refusal ?? (isOnDuty ? null : "EXPIRED");
}

/** What the server or an edge said. */
export function answered(answer: Answer, by: Target, scan: Scan, name: string): Outcome {
  const { verdict, checkedInAt, gateName } = answer;
  const isDouble = verdict === "ALREADY_ADMITTED" && checkedInAt !== null;
  const shown = SHOWS_NAME.has(verdict) ? name : "";
  return outcomeOf(scan, verdict, by.kind, shown, isDouble ? { at: checkedInAt, gate: gateName } : null);
}

export function outcomeOf(
  scan: Pick<Scan, "id" | "at" | "trueAt" | "direction" | "seat">,
  verdict: Verdict,
  decidedBy: Outcome["decidedBy"],
  name: string,
  earlier: Outcome["earlier"],
  isOverride = false,
): Outcome {
  return {
    scanId: scan.id,
    verdict,
    direction: scan.direction,
    decidedBy,
    at: scan.trueAt,
    seat: scan.seat,
    name,
    earlier,
    isOverride,
    undoUntil: isLetThrough({ verdict, isOverride }) ? scan.at + UNDO_WITHIN_MS : scan.at,
  };
}

/** With what the person was shown. Who was inside already and is let in once more passes no second time. */
export function finished(item: Item, outcome: Outcome): Item {
  const kept: Item = {
    ...item,
    body: { ...item.body, shown: outcome.verdict },
    outcome: { ...outcome, name: "" },
  };
  if (isLetThrough(outcome) && outcome.verdict !== "ALREADY_ADMITTED") kept.passage = { direction: outcome.direction };
  return kept;
}
