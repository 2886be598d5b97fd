import { expect, test } from "vitest";

import vectors from "../../../../tests/venues/passes.json" with { type: "json" };
import { seatOfUuid } from "./bytes.ts";
import { keysOf, type Pass, read } from "./passes.ts";

const keys = keysOf(vectors.keys);

function expected(said: (typeof vectors.cases)[number]["pass"]): Pass | null {
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

test.each(vectors.cases)("a text is the pass that the vectors say: $name", async ({ text, pass }) => {
  expect(await read(text, keys)).toEqual(expected(pass));
});

test("a pass with any one bit of its characters changed is forged", async () => {
  const good = vectors.cases[0]!.text;
  const bent = Array.from(good, (character, place) =>
    [1, 2, 4, 8, 16, 32, 64].map(
      (bit) => good.slice(0, place) + String.fromCharCode(character.charCodeAt(0) ^ bit) + good.slice(place + 1),
    ),
  ).flat();
  const read_ = await Promise.all(bent.map((text) => read(text, keys)));
  expect(read_.filter(Boolean)).toEqual([]);
});

test("a key that is not 32 bytes long, or has no proper id, verifies nothing", () => {
  expect(keysOf([{ id: "01", key: "AAAA" }]).size).toBe(0);
  expect(keysOf([{ id: "0102030405", key: vectors.keys[0]!.key }]).size).toBe(0);
});
