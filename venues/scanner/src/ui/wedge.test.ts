import { expect, test } from "vitest";
import { Wedge } from "./wedge.ts";

function typed(text: string, gap: number, wedge = new Wedge()): string | null {
  let [at, found] = [0, null as string | null];
  for (const key of [...text, "Enter"]) found = wedge.take({ key, at: (at += gap) });
  return found;
}

test("what a reader types is a code", () => {
  expect(typed("PD1:ABCDEF", 5)).toBe("PD1:ABCDEF");
});

test("what a hand types is none", () => {
  expect(typed("PD1:ABCDEF", 90)).toBeNull();
});

test("a short burst is none", () => {
  expect(typed("abc", 5)).toBeNull();
});

test("what a hand began does not stand before a code", () => {
  const wedge = new Wedge();
  wedge.take({ key: "x", at: -500 });
  expect(typed("PD1:ABCDEF", 5, wedge)).toBe("PD1:ABCDEF");
});

test("keys that type nothing do not matter", () => {
  const wedge = new Wedge();
  wedge.take({ key: "Shift", at: 0 });
  expect(typed("PD1:ABCDEF", 5, wedge)).toBe("PD1:ABCDEF");
});
