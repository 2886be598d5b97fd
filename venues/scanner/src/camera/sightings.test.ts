import { expect, test } from "vitest";
import { Sightings } from "./sightings.ts";

test("a code that stays in view is seen once, however long", () => {
  const sightings = new Sightings();
  const seen = Array.from({ length: 60 }, (_, frame) => sightings.isNew("A", frame * 100));
  expect(seen.filter(Boolean)).toHaveLength(1);
});

test("it is seen again after it was away", () => {
  const sightings = new Sightings();
  sightings.isNew("A", 0);
  expect(sightings.isNew("A", 1_500)).toBe(false);
  expect(sightings.isNew("A", 3_001)).toBe(true);
});

test("another code is seen at once", () => {
  const sightings = new Sightings();
  sightings.isNew("A", 0);
  expect(sightings.isNew("B", 10)).toBe(true);
  expect(sightings.isNew("A", 20)).toBe(true);
});
