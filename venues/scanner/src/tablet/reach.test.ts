import { afterEach, beforeEach, expect, test, vi } from "vitest";

import vectors from "../../../../tests/venues/passes.json" with { type: "json" };
import type { RunningScanner, Snapshot } from "./contract.ts";
import { keysOf, read } from "./passes.ts";
import { GATES, seat } from "./stage/event.ts";
import { Play } from "./stage/play.ts";
import { FakeServer } from "./stage/server.ts";

let play: Play;
let edge: FakeServer;

beforeEach(async () => {
  play = await Play.begin();
  edge = await new FakeServer(play.truth, () => play.world.now()).start();
  play.truth.head.edges = [edge.origin];
});
afterEach(async () => {
  await play.end();
  await edge.stop();
});

function until(scanner: RunningScanner, is: (snapshot: Snapshot) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = scanner.subscribe((snapshot) => {
      if (!is(snapshot)) return;
      stop();
      resolve();
    });
    if (is(scanner.snapshot)) resolve();
  });
}

test("where the server is gone the venue's edge is asked, and the server again once it is back", async () => {
  const scanner = await play.ready();
  edge.publicKey = play.server.publicKey;
  play.server.isDown = true;
  const first = await scanner.scan(await play.ticket(1), "ENTRY");
  expect(first.decidedBy).toBe("tablet");
  await scanner.sync();
  expect(scanner.snapshot).toMatchObject({ network: "edge", manifestState: "ok", counters: { unsent: 0 } });
  play.pass(1000);
  expect(await scanner.scan(await play.ticket(1), "ENTRY")).toMatchObject({
    verdict: "ALREADY_ADMITTED",
    decidedBy: "edge",
  });
  play.server.isDown = false;
  await scanner.sync();
  expect(scanner.snapshot.network).toBe("server");
  expect((await scanner.scan(await play.ticket(2), "ENTRY")).decidedBy).toBe("server");
});

test("an edge that does not know the tablet revokes nothing", async () => {
  const scanner = await play.ready();
  edge.isRevoked = true;
  play.server.isDown = true;
  await scanner.scan(await play.ticket(1), "ENTRY");
  await expect(scanner.sync()).rejects.toMatchObject({ code: "OFFLINE" });
  expect(scanner.snapshot).toMatchObject({ pairing: "paired", network: "none", counters: { unsent: 1 } });
});

test("an edge that says that the tablet was revoked is not believed before the server says so too", async () => {
  const scanner = await play.ready();
  edge.publicKey = play.server.publicKey;
  play.server.isDown = true;
  await scanner.sync().catch(() => undefined);
  expect(scanner.snapshot.network).toBe("edge");
  edge.takesNoBatches = true;
  expect(await scanner.scan(await play.ticket(1), "ENTRY")).toMatchObject({
    verdict: "ADMITTED",
    decidedBy: "tablet",
  });
  await expect(scanner.sync()).rejects.toMatchObject({ code: "OFFLINE" });
  expect(scanner.snapshot).toMatchObject({ pairing: "paired", counters: { unsent: 1 } });
  play.server.isDown = false;
  play.server.isRevoked = true;
  await expect(scanner.sync()).rejects.toMatchObject({ code: "REVOKED" });
  expect(scanner.snapshot).toMatchObject({ pairing: "revoked", counters: { unsent: 1 } });
});

test("what an edge will not take goes to the server where both can be reached", async () => {
  const scanner = await play.ready();
  edge.publicKey = play.server.publicKey;
  play.server.isDown = true;
  await scanner.sync().catch(() => undefined);
  edge.takesNoBatches = true;
  play.server.isDown = false;
  await scanner.scan(await play.ticket(1), "ENTRY");
  await scanner.sync();
  expect(play.truth.counted.map((one) => one.seat)).toEqual([seat(1)]);
  expect(scanner.snapshot).toMatchObject({ pairing: "paired", network: "server", counters: { unsent: 0 } });
});

test("others' scans are pushed while there is a network, from where the tablet stands", async () => {
  await play.ready();
  const scanner = await play.open({ hasFeed: true, syncEveryMs: 60_000 });
  await until(scanner, ({ network }) => network === "server");
  for (let n = 1; n <= 3; n++) {
    const id = `0192bbbb-0000-7000-8000-00000000000${n}`;
    const token = await play.ticket(n);
    play.truth.hear([{ device: "other", gate: GATES[1], kind: "scan", id, at: play.world.at, said: { token } }]);
    await play.server.ring();
    await until(scanner, ({ counters }) => counters.inside === n);
  }
  expect(scanner.snapshot.manifest?.seq).toBe(3);
});

test("news that wakes the app sends what is unsent at once", async () => {
  const first = await play.ready();
  play.server.isDown = true;
  await first.scan(await play.ticket(1), "ENTRY");
  await first.close();
  let wake = (): void => undefined;
  const scanner = await play.open({ syncEveryMs: 3_600_000, onWake: (call) => ((wake = call), () => undefined) });
  await vi.waitUntil(() => play.server.paths.length > 0);
  play.server.isDown = false;
  wake();
  await until(scanner, ({ counters }) => counters.unsent === 0);
  expect(play.truth.counted.map((one) => one.seat)).toEqual([seat(1)]);
});

test("where the browser verifies no Ed25519, the library does, to the same end", async () => {
  const import_ = vi.spyOn(crypto.subtle, "importKey").mockRejectedValue(new DOMException("no", "NotSupportedError"));
  const other = keysOf(vectors.keys.map(({ id, key }) => ({ id, key })));
  vi.resetModules();
  const passes = await import("./passes.ts");
  const said = await Promise.all(vectors.cases.map(({ text }) => passes.read(text, other)));
  import_.mockRestore();
  expect(said.map(Boolean)).toEqual(vectors.cases.map(({ pass }) => pass !== null));
  expect(await read(vectors.cases[0]!.text, other)).toEqual(said[0]);
});

test("a browser that cannot make a key of its own cannot be paired", async () => {
  vi.spyOn(crypto.subtle, "generateKey").mockRejectedValue(new DOMException("no", "NotSupportedError"));
  const scanner = await play.open();
  expect(scanner.snapshot.pairing).toBe("unsupported");
  await expect(scanner.pair("ABCD2345", "Tablet")).rejects.toMatchObject({ code: "UNSUPPORTED" });
  vi.restoreAllMocks();
});

test("each edge is tried before the doors open, though the server answers", async () => {
  const scanner = await play.ready();
  edge.publicKey = play.server.publicKey;
  await scanner.refresh();
  const address = edge.origin;
  expect(scanner.snapshot).toMatchObject({ network: "server", edges: [{ address, isReached: true }] });
  edge.isDown = true;
  await scanner.refresh();
  expect(scanner.snapshot.edges).toEqual([{ address, isReached: false }]);
});
