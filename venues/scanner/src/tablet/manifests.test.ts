import { openDB } from "idb";
import { afterEach, beforeEach, expect, test } from "vitest";

import type { RunningScanner } from "./contract.ts";
import { EVENT, HOUR, seat } from "./stage/event.ts";
import { Play, START } from "./stage/play.ts";
import type { Schema } from "./store.ts";

let play: Play;

beforeEach(async () => {
  play = await Play.begin(3000);
});
afterEach(() => play.end());

/** Everything that lies in the tablet's database, as text; keys are what cannot be read. */
async function dump(): Promise<string> {
  const db = await openDB<Schema>(play.storage);
  let text = "";
  for (const name of db.objectStoreNames)
    for (const value of await db.getAll(name)) {
      const bytes: string[] = [];
      const shown = JSON.stringify(value, (_key, one: unknown) => {
        if (!(one instanceof ArrayBuffer || ArrayBuffer.isView(one))) return one;
        const view = new Uint8Array(one instanceof ArrayBuffer ? one : one.buffer);
        bytes.push(new TextDecoder("utf-8").decode(view));
        return "bytes";
      });
      text += `${name} ${shown} ${bytes.join("")}\n`;
    }
  db.close();
  return text;
}

async function count(name: "chunks" | "changes" | "items" | "keys"): Promise<number> {
  const db = await openDB<Schema>(play.storage);
  const found = await db.count(name);
  db.close();
  return found;
}

/** Have the tablet find its place gone and take another manifest. */
async function renew(scanner: RunningScanner): Promise<unknown> {
  play.server.goneOnce = true;
  return scanner.sync().catch((problem: unknown) => problem);
}

test("no name, phone number or PIN can be read on the tablet", async () => {
  const scanner = await play.ready();
  await scanner.walkIn({ name: "Secret Visitor", phone: "+8613912345678", email: "hidden@b.example", language: "en" });
  play.truth.put([seat(1), "Secret Member", "", "9871", 1]);
  await scanner.sync();
  await scanner.scan(await play.ticket(1), "ENTRY");
  play.truth.rows.set(seat(4000), [seat(4000), "Told Late", "", "4000", 1]); // whom the tablet's list has not
  const { scanId } = await scanner.scan(await play.ticket(4000), "ENTRY");
  expect(scanner.snapshot.recent[0]).toMatchObject({ scanId, name: "Name by the server" });
  await scanner.sync();
  expect(scanner.search("secret").length).toBe(2);
  const text = await dump();
  const { hash } = play.truth.head.supervisors[0]!;
  for (const secret of ["Name by the server", "王小", "Secret", "9871", "1391234", "hidden@b", hash])
    expect(text).not.toContain(secret);
  expect(text).toContain("ADMITTED"); // it is the right database
});

test("the keys on the tablet cannot be taken from it", async () => {
  await play.ready();
  const db = await openDB<Schema>(play.storage);
  const names = await db.getAllKeys("keys");
  const keys = await db.getAll("keys");
  db.close();
  expect(names.sort()).toEqual([`event:${EVENT}`, "public", "secret"].sort());
  expect(keys.filter((key) => key.extractable).map((key) => key.type)).toEqual(["public"]);
});

test("a manifest that breaks off leaves the old one, and what it left is cleared away", async () => {
  const scanner = await play.ready();
  const before = await count("chunks");
  play.truth.rows.delete(seat(2));
  play.server.fates.push("break off");
  expect(await renew(scanner)).toMatchObject({ code: "OFFLINE" });
  expect(scanner.snapshot).toMatchObject({ manifestState: "ok", manifest: { people: 3000 } });
  await scanner.close();
  const again = await play.open();
  expect(again.snapshot).toMatchObject({ manifestState: "ok", manifest: { people: 3000 } });
  expect((await again.scan(await play.ticket(2), "ENTRY")).verdict).not.toBe("FORGED");
  expect(await renew(again)).toBeUndefined();
  expect(again.snapshot.manifest?.people).toBe(2999);
  expect(await count("chunks")).toBe(before);
});

test("a manifest with fewer people than its head says, or of another event, is not taken", async () => {
  const scanner = await play.ready();
  const other = { ...play.truth.head.event, id: "01920000-0000-7000-8000-0000000000ee" };
  for (const bent of [{ people: 4000 }, { event: other }]) {
    play.server.bent = bent;
    expect(await renew(scanner)).toMatchObject({ code: "OFFLINE" });
  }
  expect(scanner.snapshot.manifest).toMatchObject({ people: 3000, eventTitle: "Track day" });
});

test("a place that the server no longer knows brings the manifest anew", async () => {
  const scanner = await play.ready();
  play.truth.put([seat(5000), "New Comer", "", "5000", 1]);
  expect(await renew(scanner)).toBeUndefined();
  expect(play.server.paths.filter((path) => path.startsWith("/m")).length).toBe(2);
  expect(scanner.search("new comer").length).toBe(1);
  expect(scanner.snapshot.manifest).toMatchObject({ people: 3001, seq: 1 });
});

test("changes outlive the app, however often they are told", async () => {
  const scanner = await play.ready();
  for (let n = 1; n <= 40; n++) {
    await scanner.scan(await play.ticket(n), "ENTRY");
    if (n % 4 === 0) await scanner.sync();
  }
  expect(await count("changes")).toBe(1);
  await scanner.close();
  play.server.isDown = true;
  const again = await play.open();
  expect(again.snapshot).toMatchObject({ manifest: { seq: 40 }, counters: { inside: 40, unsent: 0 } });
});

test("past its time a manifest is stale, and past its grace the tablet decides nothing alone", async () => {
  const scanner = await play.ready();
  play.truth.head.validUntil = play.world.at + 5 * HOUR;
  await scanner.sync();
  play.server.isDown = true;
  play.pass(5 * HOUR);
  expect(scanner.snapshot.manifestState).toBe("ok"); // a picture changes with an event only
  expect((await scanner.scan(await play.ticket(1), "ENTRY")).verdict).toBe("ADMITTED");
  expect(scanner.snapshot.manifestState).toBe("stale");
  play.pass(HOUR);
  await expect(scanner.scan(await play.ticket(2), "ENTRY")).rejects.toMatchObject({ code: "NO_MANIFEST" });
  await expect(scanner.walkIn({ name: "Li", phone: "", email: "", language: "zh" })).rejects.toMatchObject({
    code: "NO_MANIFEST",
  });
  play.server.isDown = false;
  expect(await scanner.scan(await play.ticket(3), "ENTRY")).toMatchObject({ verdict: "ADMITTED", decidedBy: "server" });
});

test("whom an expired tablet could not let in is not counted, though the server may have heard", async () => {
  const scanner = await play.ready();
  play.truth.head.validUntil = play.world.at + HOUR;
  await scanner.sync();
  play.pass(3 * HOUR);
  play.server.fates.push("apply and drop");
  await expect(scanner.scan(await play.ticket(1), "ENTRY")).rejects.toMatchObject({ code: "NO_MANIFEST" });
  expect(play.truth.counted.length).toBe(1);
  play.truth.head.validUntil = START + 24 * HOUR;
  await scanner.sync();
  expect(play.truth.counted).toEqual([]);
  expect(await scanner.scan(await play.ticket(1), "ENTRY")).toMatchObject({ verdict: "ADMITTED" });
});

test("an event that is over takes its people along, and leaves the counts and what is unsent", async () => {
  const scanner = await play.ready();
  play.server.isDown = true;
  await scanner.scan(await play.ticket(1), "ENTRY");
  await scanner.scan("PD1:nothing", "ENTRY");
  await scanner.walkIn({ name: "Secret Visitor", phone: "", email: "", language: "en" });
  play.server.isDown = false;
  play.server.hasGate = false;
  play.pass(20 * HOUR); // the end is 7 hours away, and 12 hours more are over
  await expect(scanner.sync()).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await Promise.all([count("chunks"), count("changes"), count("items")])).toEqual([0, 0, 3]);
  expect(scanner.search("0001")).toEqual([]);
  expect(scanner.snapshot.counters).toEqual({ inside: 2, expected: 2999, refused: 1, unsent: 3 });
  play.server.hasGate = true;
  await scanner.sync();
  expect(play.truth.of("walkIn")).toMatchObject([{ said: { name: "Secret Visitor" } }]);
  expect(await Promise.all([count("chunks"), count("changes"), count("items"), count("keys")])).toEqual([0, 0, 0, 2]);
  expect(scanner.search("0001")).toEqual([]);
  expect(scanner.snapshot).toMatchObject({
    manifestState: "none",
    counters: { inside: 2, expected: 2999, refused: 1, unsent: 0 },
  });
  await scanner.close();
  expect((await play.open()).snapshot.counters).toMatchObject({ inside: 2, expected: 2999, refused: 1 });
});

test("an event that is over takes its people along in other tabs too", async () => {
  const scanner = await play.ready();
  const other = await play.open();
  expect(other.search("0001").length).toBe(1);
  const gone = new Promise<void>((resolve) =>
    other.subscribe(({ manifestState }) => manifestState === "none" && resolve()),
  );
  play.pass(20 * HOUR);
  await scanner.sync();
  await gone;
  expect(other.search("0001")).toEqual([]);
});

test("a clock that is set six days ahead takes nobody along", async () => {
  const scanner = await play.ready();
  await scanner.close();
  play.server.isDown = true;
  play.clock.leap(6 * 24 * HOUR);
  const again = await play.open();
  expect(again.snapshot.manifest?.people).toBe(3000);
});
