/** Passages: who is let through a gate, by the door's rules and the passages of a seat before. */

import type { Direction, Verdict } from "./contract.ts";

/** Null is no limit; `zone` is where days are counted. */
export interface Rules {
  opensAt: number | null;
  closesAt: number | null;
  reentry: "AFTER_EXIT" | "NEVER";
  daily: boolean;
  perHall: boolean;
}

/** Somebody at a gate of a hall. */
export interface Passage {
  at: number;
  id: string;
  direction: Direction;
  hall: string;
}

/** Whether nobody is let in at that time; out one may always go. */
export function isShut(rules: Rules, direction: Direction, at: number): boolean {
  if (direction === "EXIT") return false;
  return (rules.opensAt !== null && at < rules.opensAt) || (rules.closesAt !== null && at >= rules.closesAt);
}

/**
 * The verdict on a good pass, from the passages of its seat that counted, in any order: only those
 * before this one, by time and then by id, matter. With ALREADY_ADMITTED comes the entry that it repeats.
 */
export function rule<P extends Passage>(
  rules: Rules,
  zone: string,
  known: readonly P[],
  scan: Passage,
): { verdict: Verdict; earlier: P | null } {
  if (isShut(rules, scan.direction, scan.at)) return { verdict: "NOT_OPEN", earlier: null };
  if (scan.direction === "EXIT") return { verdict: "LEFT", earlier: null };
  const before = known.filter((one) => inOrder(one, scan) < 0).sort(inOrder);
  const within = before.filter((one) => sharesScope(rules, zone, one, scan));
  const earlier = within.findLast((one) => one.direction === "ENTRY") ?? null;
  if (!earlier) {
    const wasIn = before.some((one) => one.direction === "ENTRY");
    return { verdict: wasIn ? "READMITTED" : "ADMITTED", earlier: null };
  }
  if (within.at(-1)?.direction === "EXIT" && rules.reentry === "AFTER_EXIT")
    return { verdict: "READMITTED", earlier: null };
  return { verdict: "ALREADY_ADMITTED", earlier };
}

/** By time, and then by id. */
export function inOrder(one: Passage, other: Passage): number {
  return one.at - other.at || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

function sharesScope(rules: Rules, zone: string, one: Passage, other: Passage): boolean {
  if (rules.perHall && one.hall !== other.hall) return false;
  return !rules.daily || dayOf(one.at, zone) === dayOf(other.at, zone);
}

const days = new Map<string, Intl.DateTimeFormat>();

function dayOf(at: number, zone: string): string {
  let format = days.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, calendar: "gregory" });
    days.set(zone, format);
  }
  return format.format(at);
}
