import { expect, test } from "vitest";

import vectors from "../../../../tests/venues/verdicts.json" with { type: "json" };
import { seatOfUuid } from "./bytes.ts";
import type { Pass } from "./passes.ts";
import { judge, type SeatFacts } from "./verdicts.ts";

type Said = Record<string, unknown>;

/** A part of the base, with the fields that the case names replaced. */
function bent(part: keyof typeof vectors.base, case_: Said): unknown {
  const base = vectors.base[part];
  if (!(part in case_)) return base;
  const change = case_[part];
  return typeof change === "object" && change !== null ? { ...(base as object), ...change } : change;
}

function passOf(said: typeof vectors.base.pass | null): Pass | null {
  return (
    said && {
      seat: seatOfUuid(said.seat),
      event: said.event,
      kind: said.kind,
      issue: said.issue,
      notBefore: Date.parse(said.not_before),
      expiresAt: Date.parse(said.expires_at),
    }
  );
}

function factsOf(said: (typeof vectors.base.facts & { cancelled_at: string | null }) | null): SeatFacts | null {
  return (
    said && {
      seat: seatOfUuid(said.seat),
      event: said.event,
      cancelledAt: said.cancelled_at ? Date.parse(said.cancelled_at) : 0,
      currentIssue: said.current_issue,
      revoked: Object.entries(said.revoked).map(([issue, at]) => [Number(issue), Date.parse(at)] as const),
    }
  );
}

test.each(vectors.cases as Said[])("a scan is worth what the vectors say: $name", (case_) => {
  const pass = passOf(bent("pass", case_) as Parameters<typeof passOf>[0]);
  const facts = factsOf(bent("facts", case_) as Parameters<typeof factsOf>[0]);
  const at = Date.parse(bent("at", case_) as string);
  expect(judge(pass, facts, bent("event", case_) as string, at)).toBe(case_["verdict"]);
});
