import { afterEach, beforeEach, expect, test } from "vitest";

import { bytesOf, fromBase64 } from "./bytes.ts";
import type { LeadForm, RunningScanner } from "./contract.ts";
import { DEALER, EVENT, HOUR, PIN, QUESTION, seat, seatUuid, SUPERVISOR } from "./stage/event.ts";
import { Play } from "./stage/play.ts";
import { DEVICE } from "./stage/server.ts";

let play: Play;
let scanner: RunningScanner;

beforeEach(async () => {
  play = await Play.begin();
  scanner = await play.ready();
});
afterEach(() => play.end());

const FORM: LeadForm = {
  dealerId: DEALER,
  visitor: { name: "Anna Li", phone: "+8613900001234", email: "", language: "en" },
  answers: [{ question: QUESTION, answer: "the red one" }],
  language: "en",
  textVersion: 3,
};

test("a scan is undone within a minute, here and on the server, sent or not", async () => {
  const sent = await scanner.scan(await play.ticket(1), "ENTRY");
  await scanner.sync();
  play.server.isDown = true;
  const unsent = await scanner.scan(await play.ticket(2), "ENTRY");
  play.pass(60_000);
  await scanner.undo(sent.scanId);
  await scanner.undo(unsent.scanId);
  await scanner.undo(unsent.scanId);
  expect(scanner.snapshot.counters).toMatchObject({ inside: 0, unsent: 3 });
  expect(scanner.snapshot.recent).toEqual([]);
  expect((await scanner.scan(await play.ticket(1), "ENTRY")).verdict).toBe("ADMITTED");
  play.server.isDown = false;
  await scanner.sync();
  expect(play.truth.of("undo").map(({ said }) => said["scan"])).toEqual([sent.scanId, unsent.scanId]);
  expect(play.truth.counted.map((one) => one.seat)).toEqual([seat(1)]);
  expect(scanner.snapshot.counters).toMatchObject({ inside: 1, unsent: 0 });
});

test("whoever is scanned anew after an undo is let in by the server too", async () => {
  const first = await scanner.scan(await play.ticket(1), "ENTRY");
  await scanner.undo(first.scanId);
  play.pass(1000);
  const again = await scanner.scan(await play.ticket(1), "ENTRY");
  expect(again).toMatchObject({ verdict: "ADMITTED", decidedBy: "server" });
});

test("after a minute nothing is undone, and what is not there cannot be", async () => {
  const { scanId } = await scanner.scan(await play.ticket(1), "ENTRY");
  play.pass(60_001);
  await expect(scanner.undo(scanId)).rejects.toMatchObject({ code: "TOO_LATE" });
  await expect(scanner.undo(seatUuid(1))).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(scanner.snapshot.counters).toMatchObject({ inside: 1, unsent: 1 });
});

test("a supervisor lets in whom the rules refuse, with a name and a reason", async () => {
  play.truth.put([seat(3), "Given Up", "", "3333", 1, play.world.at]);
  await scanner.sync();
  play.server.isDown = true;
  const refused = await scanner.scan(await play.ticket(3), "ENTRY");
  expect(refused).toMatchObject({ verdict: "CANCELLED", name: "" });
  const outcome = await scanner.override(refused.scanId, PIN, " guest of the house ");
  expect(outcome).toMatchObject({ verdict: "CANCELLED", isOverride: true, name: "Given Up" });
  expect(scanner.snapshot.counters).toMatchObject({ inside: 1, refused: 1, unsent: 2 });
  play.server.isDown = false;
  await scanner.sync();
  expect(play.truth.heard.get(`${DEVICE}:${outcome.scanId}`)?.said).toEqual({
    token: await ticketOf(refused.scanId),
    direction: "ENTRY",
    shown: "CANCELLED",
    alone: true,
    override: { by: SUPERVISOR, reason: "guest of the house" },
  });
});

async function ticketOf(scanId: string): Promise<unknown> {
  return play.truth.heard.get(`${DEVICE}:${scanId}`)?.said["token"];
}

test("what is forged or unknown, or was let in, cannot be overridden", async () => {
  const forged = await scanner.scan("PD1:FORGED", "ENTRY");
  const unknown = await scanner.scan(await play.ticket(99), "ENTRY");
  const admitted = await scanner.scan(await play.ticket(1), "ENTRY");
  for (const { scanId } of [forged, unknown, admitted])
    await expect(scanner.override(scanId, PIN, "why")).rejects.toMatchObject({ code: "NOT_OVERRIDABLE" });
});

test("after five wrong PINs even the right one waits a minute, also in an app opened anew", async () => {
  await scanner.scan(await play.ticket(1), "ENTRY");
  const { scanId } = await scanner.scan(await play.ticket(1), "ENTRY");
  await expect(scanner.override(scanId, PIN, "  ")).rejects.toMatchObject({ code: "INVALID" });
  for (let wrong = 0; wrong < 5; wrong++)
    await expect(scanner.override(scanId, "000000", "why")).rejects.toMatchObject({ code: "PIN_WRONG" });
  await scanner.close();
  scanner = await play.open();
  await expect(scanner.override(scanId, PIN, "why")).rejects.toMatchObject({ code: "PIN_WAIT" });
  play.pass(60_000);
  expect(await scanner.override(scanId, PIN, "why")).toMatchObject({ isOverride: true, verdict: "ALREADY_ADMITTED" });
  expect(scanner.snapshot.counters.inside).toBe(1);
});

test("a lead carries a receipt that the tablet's public key alone verifies", async () => {
  play.server.isDown = true;
  expect(scanner.dealers().map(({ name }) => name)).toEqual(["Harbour Motors"]);
  expect(scanner.consentTexts()).toEqual([
    { version: 3, language: "en", text: "Harbour Motors may call me.", hash: "abc" },
  ]);
  await scanner.lead(FORM);
  await scanner.close();
  scanner = await play.open();
  play.server.isDown = false;
  await scanner.sync();
  const [heard] = play.truth.of("lead");
  const { receipt, signature, ...said } = heard!.said as Record<"receipt" | "signature", string>;
  expect(said).toEqual({ visitor: FORM.visitor, answers: FORM.answers });
  expect(JSON.parse(receipt)).toEqual({
    v: 1,
    id: heard!.id,
    device: DEVICE,
    event: EVENT,
    dealer: DEALER,
    dealerName: "Harbour Motors",
    purposes: ["CONTACT"],
    textVersion: 3,
    textHash: "abc",
    language: "en",
    at: play.clock.at,
    name: "Anna Li",
    phone: "+8613900001234",
    email: "",
  });
  const key = await crypto.subtle.importKey("raw", fromBase64(play.server.publicKey), "Ed25519", false, ["verify"]);
  const isSigned = (text: string) =>
    crypto.subtle.verify("Ed25519", key, fromBase64(signature), bytesOf(`paddock consent 1\n${text}`));
  expect([await isSigned(receipt), await isSigned(receipt.replace("Anna", "Anne"))]).toEqual([true, false]);
  expect(scanner.snapshot.counters.unsent).toBe(0);
});

test("a mobile number of mainland China gets its country code, and a lead is told at the time of its receipt", async () => {
  play.server.isDown = true;
  await scanner.lead({
    ...FORM,
    visitor: { ...FORM.visitor!, phone: "139 0000-1234" },
    answers: [{ question: QUESTION, answer: "red\nor blue" }],
  });
  const at = play.clock.at;
  await scanner.close();
  play.clock.leap(-HOUR);
  scanner = await play.open();
  play.server.isDown = false;
  await scanner.sync();
  const [lead] = play.truth.of("lead");
  expect(lead?.said).toMatchObject({ visitor: { phone: "+8613900001234" }, answers: [{ answer: "red or blue" }] });
  const said = play.server.batches.flatMap(({ items }) => items).find(({ kind }) => kind === "lead");
  expect(said?.at).toBe(at);
});

test("a lead of a visitor with a pass, or found by name, names the seat", async () => {
  const { visitor: _, ...form } = FORM;
  const token = await play.ticket(4);
  await scanner.lead({ ...form, token });
  await scanner.lead({ ...form, seat: seat(5) });
  await scanner.sync();
  expect(play.truth.of("lead").map(({ said }) => [said["token"] ?? said["seat"], said["visitor"]])).toEqual([
    [token, undefined],
    [seatUuid(5), undefined],
  ]);
  const receipts = play.truth.of("lead").map(({ said }) => JSON.parse(String(said["receipt"])) as object);
  expect(receipts).toMatchObject([
    { seat: seatUuid(4), name: expect.stringContaining("王小") as string },
    { seat: seatUuid(5) },
  ]);
});

test("a lead that the server does not take is sent once, and said to be a problem", async () => {
  play.server.leadCode = "DEALER_NOT_AT_EVENT";
  await scanner.lead(FORM);
  await scanner.sync();
  expect(scanner.snapshot).toMatchObject({
    counters: { unsent: 0 },
    problems: [{ kind: "lead", code: "DEALER_NOT_AT_EVENT", at: play.world.at }],
  });
  await scanner.close();
  scanner = await play.open();
  expect(scanner.snapshot.problems.length).toBe(1);
});

test.each<[string, Partial<LeadForm>]>([
  ["an unknown dealer", { dealerId: EVENT }],
  ["a text that was never shown", { textVersion: 4 }],
  ["a text in another language", { language: "zh" }],
  ["no answer to what must be answered", { answers: [] }],
  ["a question that the dealer does not ask", { answers: [...FORM.answers, { question: EVENT, answer: "x" }] }],
  ["a visitor who cannot be reached", { visitor: { ...FORM.visitor!, phone: "" } }],
  ["a phone number of no country", { visitor: { ...FORM.visitor!, phone: "55501234" } }],
  ["an address that is none", { visitor: { ...FORM.visitor!, email: "anna at home" } }],
  ["a name of two lines", { visitor: { ...FORM.visitor!, name: "Anna\nLi" } }],
  ["a forged pass besides a visitor", { token: "PD1:X" }],
])("a lead with %s is not taken", async (_name, bent) => {
  await expect(scanner.lead({ ...FORM, ...bent })).rejects.toMatchObject({ code: "INVALID" });
  expect(scanner.snapshot.counters.unsent).toBe(0);
});

test("whose pass a text is can be told before anything is said of it", async () => {
  expect(await scanner.identify(await play.ticket(1))).toMatchObject({ seat: seat(1) });
  expect(await scanner.identify("PD1:RUBBISH")).toBeNull();
  expect(scanner.snapshot).toMatchObject({ recent: [], counters: { unsent: 0 } });
});

test("a tablet forgets itself once everything is sent, and is another one afterwards", async () => {
  play.server.isDown = true;
  await scanner.scan(await play.ticket(1), "ENTRY");
  play.server.isDown = false;
  await scanner.sync();
  expect(await scanner.forget()).toBe("all");
  const anew = await play.open();
  expect(anew.snapshot).toMatchObject({ pairing: "unpaired", duties: [], counters: { unsent: 0 } });
});

test("a tablet that forgets before everything is sent loses its people and nothing unsent", async () => {
  await scanner.lead(FORM);
  await scanner.sync();
  play.server.isDown = true;
  await scanner.scan(await play.ticket(1), "ENTRY");
  await scanner.lead(FORM);
  expect(await scanner.forget()).toBe("people");
  expect(scanner.snapshot).toMatchObject({ pairing: "paired", duty: null, manifestState: "none", recent: [] });
  expect([scanner.search("0001"), scanner.snapshot.counters.unsent]).toEqual([[], 2]);
  await scanner.close();
  scanner = await play.open();
  expect(scanner.snapshot).toMatchObject({ duty: null, manifest: null, counters: { unsent: 2 } });
  play.server.isDown = false;
  await scanner.sync();
  expect(scanner.snapshot).toMatchObject({ pairing: "paired", counters: { unsent: 0 } });
  expect([play.truth.counted.map((one) => one.seat), play.truth.of("lead").length]).toEqual([[seat(1)], 2]);
  expect(await scanner.forget()).toBe("all");
});

test("an event that was left can be taken up again before everything is sent", async () => {
  play.server.isDown = true;
  await scanner.scan(await play.ticket(1), "ENTRY");
  await scanner.forget();
  play.server.isDown = false;
  await scanner.choose(scanner.snapshot.duties[0]!);
  await scanner.sync();
  expect(scanner.snapshot).toMatchObject({ manifestState: "ok", counters: { inside: 1, unsent: 0 } });
  play.pass(1000);
  expect((await scanner.scan(await play.ticket(1), "ENTRY")).verdict).toBe("ALREADY_ADMITTED");
});

test("a tablet that was revoked can be forgotten with what it may not send any more", async () => {
  play.server.isDown = true;
  await scanner.scan(await play.ticket(1), "ENTRY");
  play.server.isDown = false;
  play.server.isRevoked = true;
  await scanner.sync().catch(() => undefined);
  expect(scanner.snapshot).toMatchObject({ pairing: "revoked", counters: { unsent: 1 } });
  await scanner.forget();
  expect((await play.open()).snapshot.pairing).toBe("unpaired");
});
