import { afterEach, beforeEach, expect, test } from "vitest";

import { GATES, seat } from "./stage/event.ts";
import { Play } from "./stage/play.ts";
import { DEVICE } from "./stage/server.ts";

let play: Play;

beforeEach(async () => {
  play = await Play.begin();
});
afterEach(() => play.end());

test("a wrong pairing code is refused and nothing is kept", async () => {
  const scanner = await play.open();
  await expect(scanner.pair("WRONG", "Tablet")).rejects.toMatchObject({ code: "PAIRING_CODE_WRONG" });
  expect(scanner.snapshot.pairing).toBe("unpaired");
  await expect(scanner.scan("PD1:", "ENTRY")).rejects.toMatchObject({ code: "NOT_PAIRED" });
});

test("a paired tablet knows its duties and takes the manifest of the one that is chosen", async () => {
  const { snapshot } = await play.ready();
  expect(snapshot).toMatchObject({ pairing: "paired", deviceName: "Tablet", venueName: "The Hall", network: "server" });
  expect(snapshot.duties.map(({ gateName }) => gateName)).toEqual(["North", "South"]);
  expect(snapshot.manifest).toMatchObject({ eventTitle: "Track day", people: 20, keys: 1, seq: 0 });
  expect(snapshot.counters).toEqual({ inside: 0, expected: 20, refused: 0, unsent: 0 });
});

test("with a network the server decides, and hears afterwards what was shown", async () => {
  const scanner = await play.ready();
  const outcome = await scanner.scan(await play.ticket(1), "ENTRY");
  expect(outcome).toMatchObject({ verdict: "ADMITTED", decidedBy: "server", seat: seat(1), isOverride: false });
  expect(play.truth.of("scan").map(({ said }) => said["shown"])).toEqual([undefined]);
  expect(scanner.snapshot.counters).toEqual({ inside: 1, expected: 19, refused: 0, unsent: 1 });
  await scanner.sync();
  expect(play.truth.of("scan").map(({ id, said }) => [id, said["shown"], said["alone"]])).toEqual([
    [outcome.scanId, "ADMITTED", undefined],
  ]);
  expect(scanner.snapshot.counters.unsent).toBe(0);
});

test("without a network the tablet decides as the server would, and sends it once there is one", async () => {
  const scanner = await play.ready();
  const [first, second, other] = [await play.ticket(1), await play.ticket(2), await play.ticket(99)];
  play.server.isDown = true;
  const shown = [];
  for (const token of [first, first, second, other, "PD1:XX"]) {
    shown.push(await scanner.scan(token, "ENTRY"));
    play.pass(1000);
  }
  expect(shown.map(({ verdict, decidedBy }) => [verdict, decidedBy])).toEqual(
    ["ADMITTED", "ALREADY_ADMITTED", "ADMITTED", "UNKNOWN", "FORGED"].map((verdict) => [verdict, "tablet"]),
  );
  expect(shown[1]!.earlier).toEqual({ at: shown[0]!.at, gate: "North" });
  expect(scanner.snapshot).toMatchObject({ network: "none", counters: { inside: 2, refused: 3, unsent: 5 } });
  await expect(scanner.sync()).rejects.toMatchObject({ code: "OFFLINE" });
  play.server.isDown = false;
  await scanner.sync();
  expect(play.truth.counted.map((one) => one.seat).sort()).toEqual([seat(1), seat(2)].sort());
  expect(play.server.batches.at(-1)).toMatchObject({
    v: 1,
    device: DEVICE,
    gate: GATES[0],
    status: { battery: 87, unsent: 5, app: "1.0.0", seq: 0 },
  });
  expect(play.server.batches.at(-1)!.items.map(({ shown: said, alone }) => [said, alone])).toEqual(
    shown.map(({ verdict }) => [verdict, true]),
  );
  expect(scanner.snapshot.counters.unsent).toBe(0);
});

test("after an exit one is let in again", async () => {
  const scanner = await play.ready();
  play.server.isDown = true;
  const token = await play.ticket(1);
  const verdicts = [];
  for (const direction of ["ENTRY", "EXIT", "ENTRY"] as const) {
    play.pass(1000);
    verdicts.push((await scanner.scan(token, direction)).verdict);
  }
  expect(verdicts).toEqual(["ADMITTED", "LEFT", "READMITTED"]);
});

test("a person found in the list is admitted without a pass", async () => {
  const scanner = await play.ready();
  const [person] = scanner.search("0007");
  expect(person).toMatchObject({ seat: seat(7), lastFour: "0007", isInside: false, isCancelled: false });
  expect(await scanner.admit(person!.seat, "ENTRY")).toMatchObject({ verdict: "ADMITTED", name: person!.name });
  expect(scanner.search("0007")[0]!.isInside).toBe(true);
  play.server.isDown = true;
  expect(await scanner.admit(person!.seat, "ENTRY")).toMatchObject({ verdict: "ALREADY_ADMITTED" });
});

test("another tablet's scans arrive as changes, and are told apart from one's own", async () => {
  const scanner = await play.ready();
  await scanner.scan(await play.ticket(1), "ENTRY");
  play.truth.hear([
    {
      device: "other",
      gate: GATES[1],
      kind: "scan",
      id: "0192aaaa-0000-7000-8000-000000000001",
      at: play.world.at,
      said: { token: await play.ticket(2) },
    },
  ]);
  await play.server.ring();
  await scanner.sync();
  expect(scanner.snapshot.counters.inside).toBe(2);
  play.server.isDown = true;
  play.pass(5000);
  expect(await scanner.scan(await play.ticket(2), "ENTRY")).toMatchObject({
    verdict: "ALREADY_ADMITTED",
    decidedBy: "tablet",
    earlier: { at: play.world.at - 5000, gate: "South" },
  });
});

test("a person who is cancelled or added meanwhile is known from the changes", async () => {
  const scanner = await play.ready();
  play.truth.put([seat(3), "Given Up", "", "3333", 1, play.world.at]);
  play.truth.put([seat(50), "New Comer", "", "5050", 1]);
  await scanner.sync();
  play.server.isDown = true;
  expect((await scanner.scan(await play.ticket(3), "ENTRY")).verdict).toBe("CANCELLED");
  expect(await scanner.scan(await play.ticket(50), "ENTRY")).toMatchObject({ verdict: "ADMITTED", name: "New Comer" });
  expect(scanner.search("new c").map(({ name }) => name)).toEqual(["New Comer"]);
  expect(scanner.snapshot.counters.expected).toBe(19);
});

test("conflicts of the event are shown as the server tells them, also after the app was closed", async () => {
  const scanner = await play.ready();
  const told = { kind: "DOUBLE" as const, holderName: "Wang", settlement: null };
  const at = new Date(play.world.at).toISOString();
  const passages = [{ gateName: "North", at, deviceName: "Tablet", isOwn: true }];
  const event = { id: play.truth.head.event.node };
  play.server.conflicts = [
    { ...told, id: "c1", event, passages },
    { ...told, id: "c2", event: { id: "RXZlbnQ6Mg" }, passages },
  ];
  await scanner.sync();
  expect(scanner.snapshot.conflicts).toMatchObject([{ id: "c1", kind: "DOUBLE", passages: [{ at: play.world.at }] }]);
  await scanner.close();
  play.server.isDown = true;
  expect((await play.open()).snapshot.conflicts).toMatchObject([{ id: "c1", holderName: "Wang" }]);
});

test("a revoked tablet says so, sends nothing more and keeps what it has not sent", async () => {
  const scanner = await play.ready();
  play.server.isDown = true;
  await scanner.scan(await play.ticket(1), "ENTRY");
  play.server.isDown = false;
  play.server.isRevoked = true;
  await expect(scanner.sync()).rejects.toMatchObject({ code: "REVOKED" });
  const requests = play.server.paths.length;
  await expect(scanner.sync()).rejects.toMatchObject({ code: "REVOKED" });
  await expect(scanner.scan(await play.ticket(2), "ENTRY")).rejects.toMatchObject({ code: "REVOKED" });
  expect(play.server.paths.length).toBe(requests);
  await scanner.close();
  const again = await play.open();
  expect(again.snapshot).toMatchObject({ pairing: "revoked", counters: { unsent: 1 } });
});
