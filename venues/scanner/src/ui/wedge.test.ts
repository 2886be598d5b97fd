import { expect, test } from "vitest";
import { type Line, Wedge } from "./wedge.ts";

const PASS = `PD1:${"6BFOXN".repeat(34)}`;

/** Types with the same gap before each key, but for the pauses before some places. */
function typed(text: string, gap: number, pauses: Record<number, number> = {}, wedge = new Wedge()): Line {
  let [at, found] = [0, null as Line];
  for (const [place, key] of [...text, "Enter"].entries())
    found = wedge.take({ key, at: (at += pauses[place] ?? gap) });
  return found;
}

const code = (text: string) => ({ kind: "code", text });

test("what a reader types is a code", () => {
  expect(typed("PD1:ABCDEF", 5)).toEqual(code("PD1:ABCDEF"));
});

test("what a hand types is none", () => {
  expect(typed("PD1:ABCDEF", 90)).toBeNull();
});

test("a short burst is none", () => {
  expect(typed("abc", 5)).toBeNull();
});

test("a code with pauses in it is one code, wherever they are", () => {
  for (let place = 1; place < PASS.length; place++) expect(typed(PASS, 5, { [place]: 700 })).toEqual(code(PASS));
  expect(typed(PASS, 5, { 3: 1_000, 40: 46, 41: 46, 90: 1_400, [PASS.length]: 900 })).toEqual(code(PASS));
});

test("a pass from a reader that is as slow as a hand is a code, for no hand types it", () => {
  expect(typed(PASS, 120)).toEqual(code(PASS));
});

test("after too long a pause what is left of a code is torn, and so never judged", () => {
  for (let place = 1; place <= PASS.length - 8; place++)
    expect(typed(PASS, 5, { [place]: 1_501 }), String(place)).toEqual({ kind: "torn" });
  for (let place = PASS.length - 7; place < PASS.length; place++)
    expect(typed(PASS, 5, { [place]: 1_501 }), String(place)).toBeNull();
});

test("a code of which Enter comes too late may have lost its end", () => {
  expect(typed(PASS, 5, { [PASS.length]: 1_501 })).toEqual({ kind: "torn" });
});

test("what a hand or half a code left behind does not spoil the next pass", () => {
  const wedge = new Wedge();
  for (const [place, key] of [..."PD1:HALF OF IT"].entries()) wedge.take({ key, at: place - 10_000 });
  expect(typed(PASS, 5, {}, wedge)).toEqual(code(PASS));
  wedge.take({ key: "x", at: 5_000 });
  expect(typed("PD1:ABCDEF", 5, { 0: 5_500 }, wedge)).toEqual(code("PD1:ABCDEF"));
});

test("a code that is no pass is a code too, so that it can be refused", () => {
  expect(typed("https://paddock.example", 5)).toEqual(code("https://paddock.example"));
});

test("keys that type nothing do not matter", () => {
  const wedge = new Wedge();
  wedge.take({ key: "Shift", at: 0 });
  expect(typed("PD1:ABCDEF", 5, {}, wedge)).toEqual(code("PD1:ABCDEF"));
});
