import { afterEach, beforeEach, expect, test } from "vitest";

import { EVENT, HOUR } from "./stage/event.ts";
import { Play } from "./stage/play.ts";

let play: Play;

beforeEach(async () => {
  play = await Play.begin();
});
afterEach(() => play.end());

function downloads(): number {
  return play.server.paths.filter((path) => path.includes(EVENT)).length;
}

test("before its duty a tablet measures its clock and tells how it is", async () => {
  play.pass(-10 * HOUR); // the duty begins in 7 hours
  play.server.aheadMs = 5000;
  const scanner = await play.ready();
  expect(scanner.snapshot.clockOffset).toBe(5000);
  expect(play.server.batches).toMatchObject([{ items: [], status: { battery: 87 } }]);
});

test("a tablet whose staff have chosen no duty yet tells how it is while it has one", async () => {
  const scanner = await play.open();
  await scanner.pair("abcd-2345", "Tablet");
  await scanner.sync();
  expect(scanner.snapshot.duty).toBeNull();
  expect(play.server.batches).toMatchObject([{ items: [], status: { battery: 87 } }]);
  play.pass(-10 * HOUR);
  await scanner.sync();
  expect(play.server.batches).toHaveLength(1);
});

test("after its duty a tablet hears of conflicts for as long as it has the people, and then says nothing", async () => {
  const scanner = await play.ready();
  play.pass(9 * HOUR);
  const event = { id: play.truth.head.event.node };
  play.server.conflicts = [{ id: "c1", event, kind: "DOUBLE", holderName: "Wang", settlement: null, passages: [] }];
  await scanner.sync();
  expect(scanner.snapshot.conflicts).toMatchObject([{ id: "c1" }]);
  play.pass(10 * HOUR);
  await scanner.sync();
  const heard = play.server.batches.length;
  await scanner.sync();
  expect(scanner.snapshot).toMatchObject({ conflicts: [], manifestState: "none", lastSyncAt: play.world.at });
  expect(play.server.batches.length).toBe(heard);
});

test("a duty that is over leaves nothing to fetch, and the contact goes on", async () => {
  const scanner = await play.ready();
  play.server.refuses = { status: 404 };
  play.pass(1000);
  await scanner.sync();
  expect(scanner.snapshot).toMatchObject({ network: "server", manifestState: "ok", lastSyncAt: play.world.at });
});

test("an event whose list is not there any more can be chosen, without people", async () => {
  play.server.refuses = { status: 404 };
  const scanner = await play.ready();
  expect(scanner.snapshot).toMatchObject({ network: "server", manifestState: "none" });
});

test("a server that has enough is asked for nothing until the time that it said, and is not gone", async () => {
  const scanner = await play.ready();
  play.server.refuses = { status: 429, retryAfter: "30" };
  await scanner.sync();
  const before = downloads();
  play.server.refuses = null;
  play.pass(29_999);
  await scanner.sync();
  expect(scanner.snapshot).toMatchObject({ network: "server", lastSyncAt: play.world.at });
  expect(downloads()).toBe(before);
  play.pass(1);
  await scanner.sync();
  expect(downloads()).toBe(before + 1);
});
