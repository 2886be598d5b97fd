import { afterEach, beforeEach, expect, test } from "vitest";

import type { RunningScanner } from "./contract.ts";
import { seat } from "./stage/event.ts";
import { Play } from "./stage/play.ts";

let play: Play;

beforeEach(async () => {
  play = await Play.begin();
});
afterEach(() => play.end());

/** Scan these offline, each once. */
async function offline(scanner: RunningScanner, ...numbers: number[]): Promise<string[]> {
  play.server.isDown = true;
  const ids: string[] = [];
  for (const n of numbers) {
    play.pass(1000);
    ids.push((await scanner.scan(await play.ticket(n), "ENTRY")).scanId);
  }
  play.server.isDown = false;
  return ids;
}

function heardIds(): string[] {
  return play.truth.of("scan").map(({ id }) => id);
}

test("an app that is killed after each scan forgets none, and knows who is inside", async () => {
  await play.ready();
  play.server.isDown = true;
  const ids: string[] = [];
  for (let n = 1; n <= 5; n++) {
    const scanner = await play.open(); // the one before is never closed, as when its process was killed
    expect(scanner.snapshot).toMatchObject({ manifestState: "ok", counters: { inside: n - 1, unsent: 2 * (n - 1) } });
    play.pass(1000);
    ids.push((await scanner.scan(await play.ticket(n), "ENTRY")).scanId);
    const double = await scanner.scan(await play.ticket(1), "ENTRY");
    if (n > 1) expect(double.verdict).toBe("ALREADY_ADMITTED");
    ids.push(double.scanId);
  }
  play.server.isDown = false;
  const last = await play.open();
  await last.sync();
  expect(heardIds().sort()).toEqual(ids.sort());
  expect(new Set(play.truth.counted.map((one) => one.seat)).size).toBe(5);
});

test("a batch that was applied and never answered counts once", async () => {
  const scanner = await play.ready();
  const ids = await offline(scanner, 1, 2, 3);
  await scanner.sync().catch(() => undefined); // finds the server again, or sends at once
  play.server.fates.push("apply and drop");
  await offline(scanner, 4);
  await scanner.sync().catch(() => undefined);
  await scanner.sync();
  expect(heardIds().length).toBe(4);
  expect(heardIds()).toEqual(expect.arrayContaining(ids));
  expect(play.truth.counted.length).toBe(4);
  expect(scanner.snapshot.counters).toMatchObject({ inside: 4, unsent: 0 });
});

test("a scan whose answer was lost is decided alone and is not a double of itself", async () => {
  const scanner = await play.ready();
  play.server.fates.push("apply and drop");
  const outcome = await scanner.scan(await play.ticket(1), "ENTRY");
  expect(outcome).toMatchObject({ verdict: "ADMITTED", decidedBy: "tablet" });
  await scanner.sync();
  expect(heardIds()).toEqual([outcome.scanId]);
  expect(play.truth.counted.length).toBe(1);
  expect(scanner.snapshot.counters.inside).toBe(1);
  play.pass(1000);
  expect((await scanner.scan(await play.ticket(1), "ENTRY")).verdict).toBe("ALREADY_ADMITTED");
});

test("a scan that was let in alone is known to the server that is asked about the next of it", async () => {
  const scanner = await play.ready();
  await offline(scanner, 1);
  play.pass(1000);
  const second = await scanner.scan(await play.ticket(1), "ENTRY");
  expect(second).toMatchObject({ verdict: "ALREADY_ADMITTED", decidedBy: "server", earlier: { gate: "North" } });
});

test("after two time-outs it decides first, and asks again once a probe was answered in time", async () => {
  const scanner = await play.ready({ askWithinMs: 60 });
  play.server.fates.push("hang", "hang");
  const deciders: string[] = [];
  for (let n = 1; n <= 2; n++) deciders.push((await scanner.scan(await play.ticket(n), "ENTRY")).decidedBy);
  const before = play.server.paths.length;
  deciders.push((await scanner.scan(await play.ticket(3), "ENTRY")).decidedBy);
  expect(play.server.paths.length).toBe(before);
  expect(scanner.snapshot.network).toBe("none");
  await scanner.sync();
  expect(scanner.snapshot.network).toBe("server");
  deciders.push((await scanner.scan(await play.ticket(4), "ENTRY")).decidedBy);
  expect(deciders).toEqual(["tablet", "tablet", "tablet", "server"]);
});

test("a server that answers too late is not waited for, but sent to", async () => {
  const scanner = await play.ready({ askWithinMs: 50 });
  play.server.delayMs = 120;
  for (let n = 1; n <= 3; n++) expect((await scanner.scan(await play.ticket(n), "ENTRY")).decidedBy).toBe("tablet");
  await scanner.sync();
  expect(heardIds().length).toBe(3);
  expect(play.truth.counted.length).toBe(3);
});

test("a stranger's network that answers with pages decides nothing", async () => {
  const scanner = await play.ready();
  play.server.fates.push("html", "html");
  expect(await scanner.scan(await play.ticket(1), "ENTRY")).toMatchObject({ decidedBy: "tablet", verdict: "ADMITTED" });
  await expect(scanner.sync()).rejects.toMatchObject({ code: "OFFLINE" });
  expect(scanner.snapshot.counters.unsent).toBe(1);
});

test("a thousand scans go in one batch, oldest first, and one more in another", async () => {
  await play.end();
  play = await Play.begin(1001);
  const scanner = await play.ready();
  const seats = Array.from({ length: 1001 }, (_, place) => seat(place + 1));
  play.server.isDown = true;
  for (const one of seats) await scanner.admit(one, "ENTRY");
  play.server.isDown = false;
  await scanner.sync();
  const sizes = play.server.batches.map(({ items }) => items.length).filter(Boolean);
  expect(sizes).toEqual([1000, 1]);
  expect(heardIds()).toEqual(scannedInOrder());
  expect(scanner.snapshot.counters).toMatchObject({ inside: 1001, unsent: 0 });
});

function scannedInOrder(): string[] {
  return play.server.batches.flatMap(({ items }) => items.map(({ id }) => id));
}

test("two tabs of one tablet let nobody in twice, and send one request at a time", async () => {
  const one = await play.ready();
  const other = await play.open();
  play.server.isDown = true;
  const verdicts: string[] = [];
  for (let n = 1; n <= 5; n++) {
    play.pass(1000);
    const ticket = await play.ticket(n);
    const outcomes = await Promise.all([one.scan(ticket, "ENTRY"), other.scan(ticket, "ENTRY")]);
    verdicts.push(...outcomes.map(({ verdict }) => verdict).sort());
  }
  expect(verdicts).toEqual(Array.from({ length: 5 }, () => ["ADMITTED", "ALREADY_ADMITTED"]).flat());
  play.server.isDown = false;
  await Promise.all([one.sync(), other.sync(), one.sync()]);
  const sent = play.server.batches.filter(({ items }) => items.length > 0);
  expect(sent.map(({ items }) => items.length)).toEqual([10]);
});

test("a tab hears of what another one scanned and of the changes that it took", async () => {
  const one = await play.ready();
  const other = await play.open();
  const heard = new Promise<void>((resolve) =>
    other.subscribe(({ counters, manifest }) => counters.inside === 2 && manifest?.seq === 2 && resolve()),
  );
  await one.scan(await play.ticket(1), "ENTRY");
  await one.scan(await play.ticket(2), "ENTRY");
  await one.sync();
  await heard;
  play.server.isDown = true;
  play.pass(1000);
  expect((await other.scan(await play.ticket(1), "ENTRY")).verdict).toBe("ALREADY_ADMITTED");
});

test("what belongs to a gate that the server knows no more holds up nothing else", async () => {
  const scanner = await play.ready();
  await offline(scanner, 1);
  play.server.hasGate = false;
  await expect(scanner.sync()).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(scanner.snapshot).toMatchObject({ network: "server", counters: { unsent: 1 } });
  play.server.hasGate = true;
  await scanner.sync();
  expect(heardIds().length).toBe(1);
});

test("a server that is busy is left alone, and nothing is lost", async () => {
  const scanner = await play.ready();
  await offline(scanner, 1, 2);
  play.server.fates.push("unavailable", "unavailable", "unavailable");
  await expect(scanner.sync()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  play.server.fates.length = 0;
  await scanner.sync();
  expect(heardIds().length).toBe(2);
});

test("two hundred random faults on the way change nothing in the end", async () => {
  const scanner = await play.ready();
  const fates = ["drop", "apply and drop", "html", "unavailable", "drop"] as const;
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const shown = new Map<string, number>();
  for (let n = 0; n < 60; n++) {
    for (let fault = 0; fault < 3; fault++)
      if (random() < 0.6) play.server.fates.push(fates[Math.floor(random() * fates.length)]!);
    const person = 1 + Math.floor(random() * 20);
    const outcome = await scanner.scan(await play.ticket(person), "ENTRY");
    if (outcome.verdict === "ADMITTED") shown.set(seat(person), (shown.get(seat(person)) ?? 0) + 1);
    if (n % 4 === 0) await scanner.sync().catch(() => undefined);
    play.pass(500);
  }
  play.server.fates.length = 0;
  await scanner.sync();
  expect([...shown.values()].filter((times) => times > 1)).toEqual([]);
  expect(play.truth.counted.map((one) => one.seat).sort()).toEqual([...shown.keys()].sort());
  expect(play.truth.of("scan").length).toBe(60);
  expect(scanner.snapshot.counters.unsent).toBe(0);
});
