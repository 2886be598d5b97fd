import { afterEach, beforeEach, expect, test } from "vitest";

import { seatOfUuid } from "./bytes.ts";
import type { RunningScanner } from "./contract.ts";
import { HOUR } from "./stage/event.ts";
import { Play } from "./stage/play.ts";

let play: Play;
let scanner: RunningScanner;

beforeEach(async () => {
  play = await Play.begin();
  scanner = await play.ready();
});
afterEach(() => play.end());

test("a walk-in is let in, found by name, and known to the server afterwards", async () => {
  play.server.isDown = true;
  const outcome = await scanner.walkIn({ name: " 李雷 ", phone: "+86 139 0000 5678", email: "", language: "zh" });
  expect(outcome).toMatchObject({ verdict: "ADMITTED", decidedBy: "tablet", name: "李雷" });
  expect(scanner.search("李")).toEqual([
    { seat: outcome.seat, name: "李雷", lastFour: "5678", isInside: true, isCancelled: false },
  ]);
  expect(scanner.snapshot.counters).toMatchObject({ inside: 1, unsent: 1 });
  await scanner.close();
  scanner = await play.open();
  expect(scanner.search("5678").map(({ isInside }) => isInside)).toEqual([true]);
  expect((await scanner.admit(outcome.seat!, "EXIT")).verdict).toBe("LEFT");
  play.server.isDown = false;
  await scanner.sync();
  const [heard] = play.truth.of("walkIn");
  expect(heard?.said).toMatchObject({
    name: "李雷",
    phone: "+8613900005678",
    language: "zh",
    shown: "ADMITTED",
    alone: true,
  });
  expect(seatOfUuid(String(heard?.said["seat"]))).toBe(outcome.seat);
});

test("a walk-in is found by any word of their name in Latin letters and by the last four, sent or not", async () => {
  play.server.isDown = true;
  scanner.search("any"); // the index is there before they are
  await scanner.walkIn({ name: "José van Dijk", phone: "+31612345678", email: "", language: "en" });
  for (const typed of ["jose", "vandijk", "dijk jose", "jvd", "5678"])
    expect(scanner.search(typed).map(({ name }) => name)).toEqual(["José van Dijk"]);
});

test("a walk-in is found by pinyin and initials, as others with the same characters are spoken", async () => {
  play.server.isDown = true;
  await scanner.walkIn({ name: "小王", phone: "+8613900005678", email: "", language: "zh" });
  for (const one of [scanner, await play.open()])
    for (const typed of ["xiaowang", "xw"]) expect(one.search(typed).map(({ name }) => name)).toEqual(["小王"]);
});

test("a walk-in is undone within a minute: nobody came, and the seat is given up", async () => {
  play.server.isDown = true;
  const form = { name: "Han Mei", phone: "", email: "", language: "zh" } as const;
  const outcome = await scanner.walkIn(form);
  expect(outcome.undoUntil).toBe(play.clock.at + 60_000);
  play.pass(60_000);
  await scanner.undo(outcome.scanId);
  expect(scanner.snapshot).toMatchObject({ recent: [], counters: { inside: 0, expected: 20, unsent: 2 } });
  const late = await scanner.walkIn(form);
  play.pass(60_001);
  await expect(scanner.undo(late.scanId)).rejects.toMatchObject({ code: "TOO_LATE" });
  for (const one of [scanner, await play.open()]) {
    const found = one.search("han mei").map(({ seat, isInside, isCancelled }) => [seat, isInside, isCancelled]);
    expect(found.sort()).toEqual([[outcome.seat, false, true], [late.seat, true, false]].sort()); // prettier-ignore
  }
  play.server.isDown = false;
  await scanner.sync();
  expect(play.truth.of("undo").map(({ said }) => said["scan"])).toEqual([outcome.scanId]);
  expect(play.truth.counted.map((one) => one.seat)).toEqual([late.seat]);
});

test("a walk-in without a name, or where the rules or the time let none in, is not let in", async () => {
  const form = { name: "Li", phone: "", email: "", language: "en" } as const;
  await expect(scanner.walkIn({ ...form, name: " " })).rejects.toMatchObject({ code: "INVALID" });
  play.truth.head.rules.opensAt = play.world.at + 1;
  play.truth.head.head = "h2";
  await scanner.sync();
  await expect(scanner.walkIn(form)).rejects.toMatchObject({ code: "NOT_OPEN" });
  play.pass(7 * HOUR); // it is over, though the duty goes on
  await expect(scanner.walkIn(form)).rejects.toMatchObject({ code: "EVENT_OVER" });
  await play.end();
  play = await Play.begin(1);
  play.truth.head.rules.walkIns = false;
  scanner = await play.ready();
  await expect(scanner.walkIn(form)).rejects.toMatchObject({ code: "NO_WALK_INS" });
  expect(scanner.snapshot.counters.unsent).toBe(0);
});
