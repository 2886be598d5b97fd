import { beforeEach, expect, test } from "vitest";

import { Patience } from "./patience.ts";

let patience: Patience;

beforeEach(() => (patience = new Patience(15_000)));

test("a sync that fails again and again comes ever later, two minutes at most, and soon once one went through", () => {
  const pauses = Array.from({ length: 6 }, () => {
    const pause = patience.pause(1_500);
    patience.failed();
    return pause;
  });
  expect(pauses).toEqual([1_500, 15_000, 30_000, 60_000, 120_000, 120_000]);
  patience.succeeded();
  expect(patience.pause(1_500)).toBe(1_500);
});

test("a network that is back is tried at once, however long it was away", () => {
  for (let times = 0; times < 9; times++) patience.failed();
  expect(patience.returned()).toBe(1_500);
});

test("a server that can be reached and fails at each sync is not hammered", () => {
  const pauses = Array.from({ length: 8 }, () => {
    const pause = patience.returned();
    patience.failed();
    return pause;
  });
  expect(pauses).toEqual([1_500, 15_000, 30_000, 60_000, 120_000, 120_000, 120_000, 120_000]);
});
