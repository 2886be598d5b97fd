import { expect, test } from "vitest";

import { mint } from "./uuids.ts";

test("an id says when it was minted, and is a UUIDv7", () => {
  const id = mint(0x0192_3456_789a);
  expect(id).toMatch(/^01923456-789a-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids of one millisecond are in the order in which they were minted, and all differ", () => {
  const ids = Array.from({ length: 1000 }, () => mint(1_796_731_200_000));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids.map((id) => id.slice(-17))).size).toBe(1000);
});
