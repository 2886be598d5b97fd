/** Rules that change while the doors are open: they hold for everybody who passed already, at once. */

import { afterEach, beforeEach, expect, test } from "vitest";

import type { Head } from "./heads.ts";
import { GATES, HALL, seat } from "./stage/event.ts";
import { Play } from "./stage/play.ts";

const OTHER_HALL = "01920000-0000-7000-8000-0000000000b2";

let play: Play;

beforeEach(async () => {
  play = await Play.begin();
});
afterEach(() => play.end());

/** The operator changes what stands in the head. */
function change(more: Partial<Omit<Head, "rules">> & { rules?: Partial<Head["rules"]> }): void {
  const { head } = play.truth;
  Object.assign(head, { ...more, rules: { ...head.rules, ...more.rules }, head: `${head.head}'` });
}

/** Somebody passes at another tablet. */
async function passElsewhere(n: number): Promise<void> {
  const said = { token: await play.ticket(n) };
  const id = `0192aaaa-0000-7000-8000-${String(n).padStart(12, "0")}`;
  play.truth.hear([{ device: "other", gate: GATES[1], kind: "scan", id, at: play.world.at, said }]);
  await play.server.ring();
  play.pass(1000);
}

test("a new rule judges those who left under the old one", async () => {
  const scanner = await play.ready();
  for (const direction of ["ENTRY", "EXIT"] as const) {
    await scanner.scan(await play.ticket(1), direction);
    play.pass(1000);
  }
  change({ rules: { reentry: "NEVER" } });
  await scanner.sync();
  expect(play.server.paths.filter((path) => path.startsWith("/m"))).toHaveLength(1); // the head came with the changes
  play.server.isDown = true;
  expect(await scanner.scan(await play.ticket(1), "ENTRY")).toMatchObject({
    verdict: "ALREADY_ADMITTED",
    decidedBy: "tablet",
    earlier: { gate: "North" },
  });
});

test("a gate that becomes another hall's takes along who passed it, in every tab and after a restart", async () => {
  const scanner = await play.ready();
  const other = await play.open();
  await passElsewhere(1);
  await scanner.sync();
  const { gates } = play.truth.head;
  change({
    rules: { perHall: true },
    halls: [{ id: HALL, name: "Hall" }, { id: OTHER_HALL, name: "Yard" }],
    gates: [gates[0]!, { ...gates[1]!, hall: OTHER_HALL }],
  });
  await scanner.sync();
  await other.sync();
  play.server.isDown = true;
  await scanner.close();
  const again = await play.open();
  expect((await other.scan(await play.ticket(1), "ENTRY")).verdict).toBe("READMITTED");
  await other.undo(other.snapshot.recent[0]!.scanId);
  play.pass(1000);
  expect((await again.scan(await play.ticket(1), "ENTRY")).verdict).toBe("READMITTED");
});

test("gates that change their places keep the passages that were told before", async () => {
  const scanner = await play.ready();
  await passElsewhere(1);
  await scanner.sync();
  const other = await play.open();
  change({ gates: [...play.truth.head.gates].reverse() });
  await scanner.sync();
  await other.sync();
  await passElsewhere(2);
  await scanner.sync();
  await other.sync();
  play.server.isDown = true;
  await scanner.close();
  const again = await play.open();
  for (const tab of [other, again])
    for (const n of [1, 2])
      expect((await tab.scan(await play.ticket(n), "ENTRY")).earlier, `${n}`).toMatchObject({ gate: "South" });
  expect(again.snapshot.recent.map((one) => one.seat)).toContain(seat(2));
});

test("a door that is shut or takes no walk-ins any more is so at once", async () => {
  const scanner = await play.ready();
  change({ rules: { closesAt: play.world.at, walkIns: false } });
  await scanner.sync();
  play.server.isDown = true;
  expect((await scanner.scan(await play.ticket(1), "ENTRY")).verdict).toBe("NOT_OPEN");
  await expect(scanner.walkIn({ name: "Li", phone: "", email: "", language: "zh" })).rejects.toMatchObject({
    code: "NO_WALK_INS",
  });
});
