import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { TrueClock } from "./clocks.ts";
import { HOUR } from "./stage/event.ts";
import { Play, TestClock } from "./stage/play.ts";

describe("the clock", () => {
  test("adds what was measured to what it shows", () => {
    const clock = new TestClock(1_000_000);
    const time = new TrueClock(clock, new Map(), 0, 0);
    expect([time.offset, time.now()]).toEqual([null, 1_000_000]);
    time.measure(1_500_050, 1_000_000, 1_000_100);
    expect([time.offset, time.now()]).toEqual([500_000, 1_500_000]);
  });

  test("prefers the measure whose trip was shorter, and takes none that took too long", () => {
    const clock = new TestClock(0);
    const time = new TrueClock(clock, new Map(), 0, 0);
    time.measure(1000, 0, 20);
    time.measure(9000, 0, 900);
    time.measure(99_000, 0, 6000);
    expect(time.offset).toBe(990);
  });

  test("set back by hand, it goes on as it was, and what it knew of before is rewritten", () => {
    const clock = new TestClock(10 * HOUR);
    const time = new TrueClock(clock, new Map(), 0, 0);
    time.measure(10 * HOUR, 10 * HOUR, 10 * HOUR);
    const before = time.moment();
    clock.pass(1000);
    clock.leap(-HOUR);
    const after = time.moment();
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.trueAt).toBe(10 * HOUR + 1000);
    expect([time.offset, time.mustMeasure(before.epoch)]).toEqual([null, true]);
    time.measure(after.trueAt, after.at, after.at);
    expect(time.rewritten(before.at, before.epoch)).toBe(before.at - HOUR);
    expect(time.rewritten(after.at, after.epoch)).toBe(after.at);
  });

  test("after a sleep, which looks like a leap ahead, the times of before stay as they are", () => {
    const clock = new TestClock(10 * HOUR);
    const time = new TrueClock(clock, new Map(), 0, 0);
    time.measure(10 * HOUR + 500, 10 * HOUR, 10 * HOUR);
    const before = time.moment();
    clock.leap(3 * HOUR);
    expect(time.now()).toBe(13 * HOUR + 500);
    time.measure(13 * HOUR + 500, 13 * HOUR, 13 * HOUR);
    expect(time.rewritten(before.at, before.epoch)).toBe(before.at);
  });

  test("never measured, it is not earlier than what has surely passed", () => {
    const time = new TrueClock(new TestClock(5000), new Map(), 0, 70_000);
    expect(time.now()).toBe(70_000);
    time.measure(6000, 5000, 5000);
    expect(time.now()).toBe(6000);
  });
});

describe("a tablet", () => {
  let play: Play;

  beforeEach(async () => {
    play = await Play.begin();
  });
  afterEach(() => play.end());

  test("whose clock is an hour slow decides by the true time once it was compared", async () => {
    play.clock.leap(-HOUR);
    const scanner = await play.ready();
    expect(scanner.snapshot.clockOffset).toBe(HOUR);
    play.server.isDown = true;
    expect(await scanner.scan(await play.ticket(1), "ENTRY")).toMatchObject({ at: play.world.at });
    play.server.isDown = false;
    await scanner.sync();
    expect(play.truth.of("scan").map(({ at }) => at)).toEqual([play.world.at]);
  });

  test("whose clock is set between scans and sync tells true times all the same", async () => {
    const scanner = await play.ready();
    play.server.isDown = true;
    const scannedAt = play.world.at;
    await scanner.scan(await play.ticket(1), "ENTRY");
    play.pass(60_000);
    play.clock.leap(2 * HOUR);
    await scanner.scan(await play.ticket(2), "ENTRY");
    play.pass(60_000);
    play.clock.leap(-5 * HOUR);
    await scanner.scan(await play.ticket(3), "ENTRY");
    expect((await scanner.scan(await play.ticket(1), "ENTRY")).verdict).toBe("ALREADY_ADMITTED");
    play.server.isDown = false;
    await scanner.sync();
    const at = new Map(play.truth.of("scan").map((one) => [one.id, one.at]));
    const told = [...at.keys()].sort().map((id) => at.get(id)! - scannedAt);
    expect(told.filter((after) => after === 0).length).toBe(1);
    expect(play.truth.counted.length).toBe(3);
  });

  test("that was closed, set back and opened again tells the times of before by the measure of before", async () => {
    const first = await play.ready();
    play.server.isDown = true;
    const scannedAt = play.world.at;
    await first.scan(await play.ticket(1), "ENTRY");
    await first.close();
    play.pass(HOUR);
    play.clock.leap(-3 * HOUR);
    const again = await play.open();
    expect((await again.scan(await play.ticket(1), "ENTRY")).verdict).toBe("ALREADY_ADMITTED");
    play.server.isDown = false;
    await again.sync();
    expect(Math.min(...play.truth.of("scan").map(({ at }) => at))).toBe(scannedAt);
    expect(play.truth.counted.map(({ at }) => at)).toEqual([scannedAt]);
  });

  test("whose clock is set back within the minute still undoes, by the clock of the scan", async () => {
    const scanner = await play.ready();
    play.server.isDown = true;
    const { scanId } = await scanner.scan(await play.ticket(1), "ENTRY");
    play.pass(20_000);
    play.clock.leap(-HOUR);
    await scanner.undo(scanId);
    play.server.isDown = false;
    await scanner.sync();
    const [scan, undo] = [...play.truth.of("scan"), ...play.truth.of("undo")];
    expect(undo!.at - scan!.at).toBe(20_000);
  });
});
