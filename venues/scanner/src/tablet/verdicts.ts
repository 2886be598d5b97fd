/** The judgement of a scan: the same facts give the same verdict here and on the server. */

import type { Verdict } from "./contract.ts";
import type { Pass } from "./passes.ts";

/** What is known of a seat; times in milliseconds since 1970. */
export interface SeatFacts {
  seat: string;
  event: string;
  /** 0 while it is not cancelled. */
  cancelledAt: number;
  currentIssue: number;
  /** Issues of its pass that hold no more, and since when. */
  revoked: readonly (readonly [issue: number, since: number])[];
}

/** Why a pass does not open the door of the event at that time, or null if it does. */
export function judge(pass: Pass | null, facts: SeatFacts | null, event: string, at: number): Verdict | null {
  if (!pass) return "FORGED";
  if (pass.event !== event) return "WRONG_EVENT";
  if (at < pass.notBefore || at >= pass.expiresAt) return "EXPIRED";
  if (!facts || facts.event !== pass.event || pass.issue > facts.currentIssue) return "UNKNOWN";
  if (isCancelled(facts, at)) return "CANCELLED";
  const revoked = facts.revoked.find(([issue]) => issue === pass.issue);
  return revoked && revoked[1] <= at ? "REPLACED" : null;
}

/** The same for somebody without a pass at hand, whom staff found in the list and know. */
export function judgeFound(facts: SeatFacts | null, event: string, at: number): Verdict | null {
  if (!facts || facts.event !== event) return "UNKNOWN";
  return isCancelled(facts, at) ? "CANCELLED" : null;
}

function isCancelled(facts: SeatFacts, at: number): boolean {
  return facts.cancelledAt !== 0 && facts.cancelledAt <= at;
}
