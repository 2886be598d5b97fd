/** Scans: asked or decided alone, and in any case on the disk before anybody is told. */

import { Refused, Unauthenticated, Unreachable } from "./api.ts";
import type { Target } from "./asking.ts";
import { send, type Spoken } from "./batches.ts";
import { uuidOfSeat } from "./bytes.ts";
import { type Direction, type Duty, type Outcome, ScannerProblem } from "./contract.ts";
import { answered, decided, finished, isLetThrough, outcomeOf, type Scan, UNDO_WITHIN_MS } from "./outcomes.ts";
import { type Pass, read } from "./passes.ts";
import { supervisorWith } from "./pins.ts";
import { spoken } from "./queue.ts";
import { type Answer, type Item, strictly } from "./store.ts";
import type { Tablet } from "./tablet.ts";
import { mint } from "./uuids.ts";
import { giveUp } from "./walkIns.ts";

const MOST_TOKEN = 4096;
const MOST_REASON = 200;
const LONGEST_ASK_MS = 4_000; // where nothing else can decide

interface Said {
  answer: Answer;
  holderName: string;
}

export class Scans {
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly tablet: Tablet) {}

  /** One at a time: who stands at the gate twice is seen twice. */
  decide(shown: { token: string } | { seat: string }, direction: Direction): Promise<Outcome> {
    const turn = this.#last.then(() => this.#decide(shown, direction));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #decide(shown: { token: string } | { seat: string }, direction: Direction): Promise<Outcome> {
    const { tablet } = this;
    tablet.requirePairing();
    const duty = tablet.requireDuty();
    const token = "token" in shown ? shown.token.slice(0, MOST_TOKEN) : undefined;
    const pass = token !== undefined && tablet.loaded ? await read(token, tablet.loaded.head.passKeys) : null;
    const moment = tablet.clock.moment();
    const seat = "seat" in shown ? shown.seat : pass?.event === duty.eventKey ? pass.seat : null;
    const scan: Scan = { id: mint(moment.at), ...moment, direction, seat, ...(token !== undefined && { token }) };
    const body = { ...(token !== undefined ? { token } : { seat: uuidOfSeat(seat!) }), direction };
    const item: Item = { kind: "scan", event: duty.eventKey, gate: duty.gateKey, body, ...moment, id: scan.id, due: 1 };
    if (seat) item.seat = seat;
    const reply = await this.#ask(duty, item);
    return reply ? this.#keepAnswer(item, scan, reply) : this.#decideAlone(item, scan, duty, pass);
  }

  /** A batch with this scan, after what is still unsent of the same seat. */
  async #ask(duty: Duty, item: Item): Promise<{ said: Said; by: Target } | null> {
    const { tablet } = this;
    const { identity, deviceKey } = tablet.requirePairing();
    const own = item.seat ? await tablet.store.getAllFromIndex("items", "seat", [duty.eventKey, item.seat]) : [];
    const before = own.filter((one) => one.due && one.gate === duty.gateKey && one.kind !== "lead");
    const items: Spoken[] = await Promise.all([...before, item].map((one) => spoken(tablet.store, tablet.clock, one)));
    let asked: Target | null = null; // whom is asked next may change meanwhile
    const ask = async (target: Target, withinMs: number): Promise<Said> => {
      asked = target;
      const sentAt = tablet.around.clock.now();
      const { status } = tablet;
      const letter = { device: deviceKey, event: duty.eventKey, gate: duty.gateKey, sentAt, status, items };
      const reply = await send(tablet.api, identity, target, letter, withinMs);
      tablet.clock.measure(reply.receivedAt, sentAt, tablet.around.clock.now());
      const answer = reply.answers.get(item.id);
      if (!answer) throw new Unreachable("the scan has no answer");
      return { answer, holderName: reply.names.get(item.id) ?? "" };
    };
    try {
      const isLost = tablet.manifestState === "none" || tablet.manifestState === "expired";
      if (!isLost) return await tablet.reach.ask(ask);
      const by = tablet.reach.target;
      return { said: await ask(by, LONGEST_ASK_MS), by };
    } catch (fault) {
      if (fault instanceof Unauthenticated && isServer(asked)) {
        await tablet.revoke();
        throw new ScannerProblem("REVOKED", "This tablet may do nothing any more.");
      }
      if (fault instanceof Unreachable || fault instanceof Refused || fault instanceof ScannerProblem) return null;
      if (fault instanceof Unauthenticated) return null;
      throw fault;
    }
  }

  async #keepAnswer(item: Item, scan: Scan, { said, by }: { said: Said; by: Target }): Promise<Outcome> {
    const { answer, holderName } = said;
    const known = scan.seat ? this.tablet.loaded?.people.row(scan.seat)?.[1] : "";
    const outcome = answered(answer, by, scan, known || holderName);
    const kept = { ...finished(item, outcome), answer };
    await this.#queue(kept);
    this.tablet.queued(kept, outcome.name);
    return outcome;
  }

  /** Decided and queued in one transaction, so that two tabs do not both let the same person in. */
  async #decideAlone(item: Item, scan: Scan, duty: Duty, pass: Pass | null): Promise<Outcome> {
    const { tablet } = this;
    const loaded = await this.#manifestOrUndo(item, scan);
    const [outcome, kept] = await strictly(tablet.store, ["items"], async (writing) => {
      const items = writing.objectStore("items");
      const own = scan.seat ? await items.index("seat").getAll([duty.eventKey, scan.seat]) : [];
      const decision = decided(loaded, duty, pass, own, scan);
      const queued = finished({ ...item, body: { ...item.body, alone: true } }, decision);
      await items.add(queued);
      return [decision, queued] as const;
    });
    this.tablet.queued(kept, outcome.name);
    return outcome;
  }

  /** Who was asked may have let the person in without our hearing it: nobody went in, and that is said. */
  async #manifestOrUndo(item: Item, scan: Scan) {
    try {
      return this.tablet.requireManifest();
    } catch (problem) {
      await this.#queue(item, undoOf(item, scan.trueAt));
      this.tablet.unsent += 2;
      this.tablet.onQueued();
      throw problem;
    }
  }

  /** Take back a scan or a walk-in. */
  async undo(scanId: string): Promise<void> {
    const { tablet } = this;
    tablet.requirePairing();
    const now = tablet.clock.now();
    const item = await strictly(tablet.store, ["items"], async (writing) => {
      const items = writing.objectStore("items");
      const scan = await items.index("id").get(scanId);
      if (!scan?.outcome) throw new ScannerProblem("NOT_FOUND", "There is no such scan.");
      if (scan.isUndone) return null;
      if (now - scan.trueAt > UNDO_WITHIN_MS) throw new ScannerProblem("TOO_LATE", "The minute is over.");
      const undone = { ...scan, isUndone: true };
      await items.put(undone);
      await items.add(undoOf(scan, now));
      return undone;
    });
    if (!item) return;
    tablet.queued(item);
    if (item.kind === "walkIn") giveUp(tablet, item);
  }

  /** Let in somebody who was refused, on a supervisor's word. */
  async override(scanId: string, pin: string, reason: string): Promise<Outcome> {
    const { tablet } = this;
    tablet.requirePairing();
    const loaded = tablet.requireManifest();
    const why = reason.trim().slice(0, MOST_REASON);
    if (!why) throw new ScannerProblem("INVALID", "A reason is needed.");
    const refused = await tablet.store.getFromIndex("items", "id", scanId);
    const before = refused?.outcome;
    if (!refused || !before || refused.isUndone || refused.event !== loaded.head.event.id)
      throw new ScannerProblem("NOT_FOUND", "There is no such scan.");
    if (isLetThrough(before) || before.verdict === "FORGED" || before.verdict === "UNKNOWN")
      throw new ScannerProblem("NOT_OVERRIDABLE", "Nobody can override this.");
    const by = await supervisorWith(pin, loaded.head.supervisors, tablet);
    const moment = tablet.clock.moment();
    const scan = { ...moment, id: mint(moment.at), direction: before.direction, seat: before.seat };
    const name = before.seat ? (loaded.people.row(before.seat)?.[1] ?? "") : "";
    const outcome = outcomeOf(scan, before.verdict, "tablet", name, before.earlier, true);
    const { kind, event, gate, seat } = refused;
    const body = { ...refused.body, alone: true, override: { by, reason: why } };
    const item = finished({ kind, event, gate, ...moment, id: scan.id, body, due: 1, ...(seat && { seat }) }, outcome);
    await this.#queue(item);
    this.tablet.queued(item, outcome.name);
    return outcome;
  }

  async #queue(...items: Item[]): Promise<void> {
    await strictly(this.tablet.store, ["items"], async (writing) => {
      for (const item of items) await writing.objectStore("items").add(item);
    });
  }
}

function isServer(target: Target | null): boolean {
  return target?.kind === "server";
}

/** Told by the clock that told of the scan, so that the minute between them can be seen. */
function undoOf(scan: Item, now: number): Item {
  const { event, gate, epoch, seat } = scan;
  const at = scan.at + Math.max(0, now - scan.trueAt);
  const body = { scan: scan.id };
  return { kind: "undo", id: mint(at), event, gate, epoch, at, trueAt: now, body, due: 1, ...(seat && { seat }) };
}
