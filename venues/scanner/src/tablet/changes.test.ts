import { encode } from "cborg";
import { expect, test } from "vitest";

import { fromHex, join } from "./bytes.ts";
import { apply, type Door, itemsOf } from "./changes.ts";
import { BrokenManifest, type Head, openHead } from "./heads.ts";
import { People } from "./people.ts";
import { EVENT, GATES, headOf, HOUR, seat, seatUuid } from "./stage/event.ts";

const START = Date.parse("2026-09-20T02:00:00Z");
const SEAT = fromHex(seatUuid(1).replaceAll("-", ""));
const ID = fromHex("0a0b0c0d");

async function door(): Promise<Door & { text: Head }> {
  const text = await headOf(START, []);
  const people = new People([...GATES]);
  people.add([
    [seat(1), "Wang", "", "0001", 1, 0, [], [[START, 1, 0, "11223344"]]],
    [seat(2), "Li"],
  ]);
  return { head: openHead(JSON.stringify(text)), people, seq: 0, validUntil: 0, text };
}

function changes(...items: unknown[]): ReturnType<typeof itemsOf> {
  return itemsOf(join(...items.map((item) => encode(item))));
}

test("changes say where they lead, who passed and who somebody is now", async () => {
  const open = await door();
  const applied = apply(
    open,
    changes([7, false, START + HOUR, null], [0, SEAT, -5000, 0, 1, ID], [2, [seat(2), "Li Lei", "", "0002", 2]]),
  );
  expect(applied).toEqual({ seq: 7, isLive: false, seats: new Set([seat(1), seat(2)]), hasNewHead: false });
  expect([open.seq, open.validUntil]).toEqual([7, START + HOUR]);
  expect(open.people.passages(seat(1))).toEqual([
    { at: START, id: "11223344", direction: "ENTRY", gate: GATES[1] },
    { at: START - 5000, id: "0a0b0c0d", direction: "EXIT", gate: GATES[0] },
  ]);
  expect(open.people.facts(seat(2), EVENT)).toMatchObject({ currentIssue: 2 });
});

test("changes may be applied any number of times", async () => {
  const open = await door();
  const told = changes([1, true, START, null], [0, SEAT, 1000, 0, 0, ID], [0, SEAT, 0, 1, 0, fromHex("11223344")]);
  for (let time = 0; time < 3; time++) apply(open, told);
  expect(
    open.people
      .passages(seat(1))
      .map(({ id }) => id)
      .sort(),
  ).toEqual(["0a0b0c0d", "11223344"]);
});

test("a passage that was undone is gone, and no other", async () => {
  const open = await door();
  apply(open, changes([1, true, START, null], [0, SEAT, 1000, 0, 0, ID], [1, SEAT, ID]));
  expect(open.people.passages(seat(1)).map(({ id }) => id)).toEqual(["11223344"]);
  apply(open, changes([2, true, START, null], [1, SEAT, fromHex("99999999")]));
  expect(open.people.passages(seat(1)).map(({ id }) => id)).toEqual(["11223344"]);
  apply(open, changes([3, true, START, null], [1, SEAT, fromHex("11223344")]));
  expect(open.people.passages(seat(1))).toEqual([]);
});

test("a new head holds for what follows it", async () => {
  const open = await door();
  const text = JSON.stringify({ ...open.text, head: "h2", gates: [...open.text.gates].reverse() });
  const applied = apply(open, changes([1, true, START, text], [0, SEAT, 1000, 0, 0, ID]));
  expect([applied.hasNewHead, open.head.head]).toEqual([true, "h2"]);
  expect(open.people.passages(seat(1)).at(-1)?.gate).toBe(GATES[1]);
});

test.each([
  ["no CBOR", "ff"],
  ["cut short", "8301"],
  ["of indefinite length", "9f0001ff"],
  ["with a number in more bytes than it needs", "8418000001f6"],
  ["a tag", "c100"],
  ["no list", "01"],
  ["a list of nothing", "80"],
  ["a passage without a seat", "8600400000004401020304"],
  ["a kind that is not known", "830950" + "00".repeat(16) + "00"],
  ["an undoing without an id", "830150" + "00".repeat(16) + "00"],
  ["a place that is no number", "84f6f500f6"],
  ["a head that is none", "8400f500627b7d"],
  ["a person who is none", "820200"],
])("bytes that are %s change nothing", async (_name, bytes) => {
  const open = await door();
  const good = encode([0, SEAT, 1000, 0, 0, ID]);
  expect(() => apply(open, itemsOf(join(good, fromHex(bytes))))).toThrow(BrokenManifest);
  expect([open.seq, open.people.passages(seat(1)).length]).toEqual([0, 1]);
});
