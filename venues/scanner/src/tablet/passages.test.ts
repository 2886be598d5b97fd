import { expect, test } from "vitest";

import vectors from "../../../../tests/venues/passages.json" with { type: "json" };
import { type Passage, type Rules, rule } from "./passages.ts";

const RULES: Rules = { opensAt: null, closesAt: null, reentry: "AFTER_EXIT", daily: false, perHall: false };
const NOON = Date.parse("2026-09-20T12:00:00+08:00");
const HOUR = 3_600_000;

function passage(hours: number, direction: Passage["direction"] = "ENTRY", hall = "a", id = "1"): Passage {
  return { at: NOON + hours * HOUR, direction, hall, id };
}

function verdict(rules: Partial<Rules>, known: Passage[], scan = passage(0, "ENTRY", "a", "9")): string {
  return rule({ ...RULES, ...rules }, "Asia/Shanghai", known, scan).verdict;
}

test("the first entry is admitted, a second is not, and one after an exit comes back", () => {
  expect(verdict({}, [])).toBe("ADMITTED");
  expect(verdict({}, [passage(-1)])).toBe("ALREADY_ADMITTED");
  expect(verdict({}, [passage(-1, "EXIT"), passage(-2)])).toBe("READMITTED");
  expect(verdict({ reentry: "NEVER" }, [passage(-2), passage(-1, "EXIT")])).toBe("ALREADY_ADMITTED");
});

test("an exit is always let out, whatever was before", () => {
  expect(verdict({ closesAt: NOON }, [], passage(0, "EXIT"))).toBe("LEFT");
});

test("the door opens at opensAt and is shut at closesAt", () => {
  expect(verdict({ opensAt: NOON + 1 }, [])).toBe("NOT_OPEN");
  expect(verdict({ opensAt: NOON }, [])).toBe("ADMITTED");
  expect(verdict({ closesAt: NOON }, [])).toBe("NOT_OPEN");
  expect(verdict({ closesAt: NOON + 1 }, [])).toBe("ADMITTED");
});

test("each day of the event's zone admits anew where the rules are daily", () => {
  expect(verdict({ daily: true }, [passage(-11.9)])).toBe("ALREADY_ADMITTED");
  expect(verdict({ daily: true }, [passage(-12.1)])).toBe("READMITTED");
});

test("each hall admits anew where the rules are per hall", () => {
  expect(verdict({ perHall: true }, [passage(-1, "ENTRY", "b")])).toBe("READMITTED");
  expect(verdict({ perHall: true }, [passage(-1, "ENTRY", "a")])).toBe("ALREADY_ADMITTED");
});

test("what comes after the scan, by time and then by id, does not count", () => {
  expect(verdict({}, [passage(1)])).toBe("ADMITTED");
  expect(verdict({}, [passage(0, "ENTRY", "a", "8")])).toBe("ALREADY_ADMITTED");
  expect(verdict({}, [passage(0, "ENTRY", "a", "99")])).toBe("ADMITTED");
});

test("a double names the last entry in the scope", () => {
  const last = passage(-1);
  const { earlier } = rule(RULES, "Asia/Shanghai", [last, passage(-2)], passage(0, "ENTRY", "a", "9"));
  expect(earlier).toBe(last);
});

interface Case {
  rules?: Record<string, unknown>;
  passages: { at: string; direction: string; hall: string }[];
  scan: { at: string; direction: string; hall: string };
  verdict: string;
  earlier?: number;
}

function timed(rules: Record<string, unknown>): Rules {
  const [opensAt, closesAt] = ["opensAt", "closesAt"].map((name) =>
    typeof rules[name] === "string" ? Date.parse(rules[name]) : null,
  );
  return { ...rules, opensAt, closesAt } as Rules;
}

function passageOf(said: Case["scan"], id: string): Passage {
  return { at: Date.parse(said.at), id, direction: said.direction as Passage["direction"], hall: said.hall };
}

test.each(vectors.cases as (Case & { name: string })[])("a passage is ruled as the vectors say: $name", (case_) => {
  const known = case_.passages.map((said, place) => passageOf(said, String(place)));
  const { verdict, earlier } = rule(
    timed({ ...vectors.base.rules, ...case_.rules }),
    vectors.base.zone,
    known,
    passageOf(case_.scan, "~"),
  );
  expect([verdict, earlier]).toEqual([case_.verdict, case_.earlier === undefined ? null : known[case_.earlier]]);
});
