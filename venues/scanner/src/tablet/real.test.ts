/** Against the real server, which tests/journeys/test_scanner.py starts and sets the stage of. */

import "fake-indexeddb/auto";

import { expect, test, vi } from "vitest";

import type { RunningScanner, ScannerOptions } from "./contract.ts";
import { createScanner } from "./scanner.ts";

interface Stage {
  url: string;
  codes: string[];
  tokens: string[];
  pin: string;
  tablets: string[];
}

const stage = JSON.parse(process.env["SCANNER_STAGE"] ?? "null") as Stage | null;
const PATIENCE = { timeout: 20_000, interval: 100 };

let isOffline = false;

async function open(place: number, more: ScannerOptions = {}): Promise<RunningScanner> {
  const scanner = await createScanner({
    origin: stage!.url,
    storage: stage!.tablets[place]!,
    app: "real",
    batteryPercent: () => 50,
    askWithinMs: 2_000,
    syncEveryMs: 0,
    fetch: (input, init) => (isOffline ? Promise.reject(new TypeError("offline")) : fetch(input, init)),
    ...more,
  });
  if (scanner.snapshot.pairing === "paired") return scanner;
  await scanner.pair(`PDPAIR:${stage!.codes[place]}`, stage!.tablets[place]!);
  await vi.waitUntil(async () => (await scanner.refresh(), scanner.snapshot.duties.length > 0), PATIENCE);
  await scanner.choose(scanner.snapshot.duties[0]!);
  return scanner;
}

test.skipIf(!stage)("two tablets do a day at the door", { timeout: 90_000 }, async () => {
  const { tokens, pin } = stage!;
  let first = await open(0);
  expect(first.snapshot).toMatchObject({ manifestState: "ok", network: "server", manifest: { people: tokens.length } });

  const online = await first.scan(tokens[0]!, "ENTRY");
  expect(online).toMatchObject({ verdict: "ADMITTED", decidedBy: "server", name: "Guest0" });
  expect(await first.scan(tokens[0]!, "ENTRY")).toMatchObject({
    verdict: "ALREADY_ADMITTED",
    earlier: { gate: "North" },
  });
  expect((await first.scan("PD1:NONSENSE", "ENTRY")).verdict).toBe("FORGED");

  const second = await open(1, { hasFeed: true, syncEveryMs: 60_000 });
  expect(second.snapshot.counters.inside).toBe(1);
  await first.scan(tokens[1]!, "ENTRY");
  await vi.waitUntil(() => second.snapshot.counters.inside === 2, PATIENCE);

  isOffline = true;
  expect(await second.scan(tokens[1]!, "ENTRY")).toMatchObject({ verdict: "ALREADY_ADMITTED", decidedBy: "tablet" });
  for (const token of tokens.slice(2))
    expect(await first.scan(token, "ENTRY")).toMatchObject({ verdict: "ADMITTED", decidedBy: "tablet" });
  const undone = await first.scan(tokens[0]!, "EXIT");
  await first.undo(undone.scanId);
  const last = await first.scan(tokens.at(-1)!, "EXIT");
  expect(last.verdict).toBe("LEFT");
  const refused = await first.scan(tokens[3]!, "ENTRY");
  expect(await first.override(refused.scanId, pin, "lost the wristband")).toMatchObject({ isOverride: true });
  const undoneEntry = first.snapshot.recent.find(
    ({ seat, verdict }) => seat === first.search("Guest2")[0]?.seat && verdict === "ADMITTED",
  )!;
  await first.undo(undoneEntry.scanId);
  await first.walkIn({ name: "李雷", phone: "139 0000 1234", email: "", language: "zh" });
  await first.close();
  first = await open(0);
  const { inside } = first.snapshot.counters;
  expect(inside).toBe(tokens.length - 1); // one left, one was undone, one walked in

  isOffline = false;
  await first.sync();
  expect(first.snapshot).toMatchObject({ counters: { unsent: 0 }, problems: [] });
  await second.sync();
  await vi.waitUntil(() => second.snapshot.counters.inside === inside, PATIENCE);
  expect(second.search("lilei").map(({ lastFour }) => lastFour)).toEqual(["1234"]);
  await first.close();
  await second.close();
});
