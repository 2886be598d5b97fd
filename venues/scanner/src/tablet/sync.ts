/** Sync: one request in flight, in whichever tab; what is unsent goes out, what is new comes in. */

import { Refused, Unauthenticated, Unreachable } from "./api.ts";
import type { Target } from "./asking.ts";
import { send } from "./batches.ts";
import { keepConflicts } from "./conflicts.ts";
import { ScannerProblem } from "./contract.ts";
import { catchUp, forget } from "./keeping.ts";
import { plainly, refreshDuties } from "./pairing.ts";
import { dueGroups, dueOf, type Group, settle, spoken } from "./queue.ts";
import type { Item } from "./store.ts";
import type { Tablet } from "./tablet.ts";

const MOST_ITEMS = 1_000; // as many as the server takes in one batch
const SEND_WITHIN_MS = 20_000;
const DUTIES_EVERY_MS = 300_000;
const MOST_FAULTS = 40;

/** Nothing of the group can be sent now, though something else may. */
const OF_THE_GROUP = new Set(["NOT_FOUND", "SIGNATURE_WRONG", "NOT_ALLOWED"]);
/** The server has enough for now. */
const OF_THE_SERVER = new Set(["UNAVAILABLE", "THROTTLED", "QUERY_TOO_COMPLEX", "TOO_MANY_STREAMS", ""]);

export class Sync {
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;
  #dutiesAt = -Infinity;

  constructor(private readonly tablet: Tablet) {}

  /** Send and fetch everything that is there now. Throws ScannerProblem where that was not possible. */
  now(): Promise<void> {
    if (!this.#running) return this.#start();
    // What runs may have looked already, so another follows it, for all who came meanwhile.
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  /** Ask for the duties at the next occasion. */
  askDuties(): void {
    this.#dutiesAt = -Infinity;
  }

  #start(): Promise<void> {
    const { tablet } = this;
    this.#running = tablet.tabs.inTurn("sync", () => plainly(this.#run())).finally(() => (this.#running = null));
    return this.#running;
  }

  async #run(): Promise<void> {
    this.tablet.requirePairing();
    const target = await this.#target();
    try {
      await this.#round(target);
    } catch (fault) {
      if (!(fault instanceof Unreachable)) throw fault;
      const other = await this.tablet.reach.probe();
      if (!other || other.origin === target.origin) throw fault;
      await this.#round(other);
    }
  }

  async #round(target: Target): Promise<void> {
    const { tablet } = this;
    try {
      const faults = await this.#sendAll(target);
      await this.#askDuties(target);
      await catchUp(tablet, target);
      await forget(tablet);
      tablet.lastSyncAt = tablet.clock.now();
      await this.#remember();
      tablet.reach.answered();
      if (faults) throw faults;
    } catch (fault) {
      await this.#failed(fault, target);
      if (fault instanceof Unauthenticated && target.kind === "edge")
        throw new Unreachable("an edge does not know this tablet", { cause: fault }); // the server may
      throw fault;
    } finally {
      await tablet.countUnsent();
      tablet.changed();
    }
  }

  async #target(): Promise<Target> {
    const { reach } = this.tablet;
    const isSure = reach.network === "server";
    const target = isSure ? reach.target : await reach.probe();
    if (!target) throw new Unreachable("nobody answers");
    return target;
  }

  async #failed(fault: unknown, target: Target): Promise<void> {
    if (fault instanceof Unauthenticated && target.kind === "server") await this.tablet.revoke();
    else if (fault instanceof Unreachable || fault instanceof Unauthenticated) this.tablet.reach.decideFirst();
  }

  /** Returns a refusal that some items met while others went through. */
  async #sendAll(target: Target): Promise<unknown> {
    const groups = await dueGroups(this.tablet.store);
    let hasSent = false;
    let refusal: unknown = null;
    for (const group of groups) {
      try {
        hasSent = (await this.#sendGroup(target, group)) || hasSent;
      } catch (fault) {
        if (!OF_THE_GROUP.has(codeOf(fault))) throw fault;
        refusal = fault;
      }
    }
    const silence = hasSent ? null : await this.#report(target);
    return refusal ?? silence;
  }

  /** A sign of life, by which the clock is measured and conflicts are heard of: until the people are forgotten. */
  async #report(target: Target): Promise<unknown> {
    const { duties, loaded, clock } = this.tablet;
    const now = clock.now();
    // Before staff have chosen a duty, whoever watches the door sees that the tablet is there.
    const duty = this.tablet.duty ?? duties.find(({ startsAt, endsAt }) => startsAt <= now && now < endsAt);
    if (!duty || (!loaded && now >= duty.endsAt)) return null;
    try {
      await this.#send(target, [duty.eventKey, duty.gateKey], []);
      return null;
    } catch (fault) {
      if (!OF_THE_GROUP.has(codeOf(fault))) throw fault;
      return fault;
    }
  }

  /** Batches of a group, oldest first; smaller ones where the server chokes on something, to leave that out. */
  async #sendGroup(target: Target, group: Group): Promise<boolean> {
    const skipped = new Set<string>();
    let most = MOST_ITEMS;
    let hasSent = false;
    for (let faults = 0; faults < MOST_FAULTS;) {
      const items = await dueOf(this.tablet.store, group, most, skipped);
      if (items.length === 0) return hasSent;
      try {
        await this.#measured(target, group, items);
        const heard = await this.#send(target, group, items);
        for (const { id, due } of heard) if (due) skipped.add(id); // the server was silent about it: not again now
        hasSent = true;
        most = Math.min(most * 2, MOST_ITEMS);
      } catch (fault) {
        const code = codeOf(fault);
        if (OF_THE_GROUP.has(code) || OF_THE_SERVER.has(code)) throw fault;
        faults++;
        if (items.length === 1) skipped.add(items[0]!.id);
        most = Math.max(1, items.length >> 1);
      }
    }
    return hasSent;
  }

  /** Times of before the app was closed can be told only once the clock was compared again. */
  async #measured(target: Target, group: Group, items: readonly Item[]): Promise<void> {
    if (items.some(({ epoch }) => this.tablet.clock.mustMeasure(epoch))) await this.#send(target, group, []);
  }

  async #send(target: Target, [event, gate]: Group, items: readonly Item[]): Promise<Item[]> {
    const { tablet } = this;
    const { identity, deviceKey } = tablet.requirePairing();
    const said = await Promise.all(items.map((item) => spoken(tablet.store, tablet.clock, item)));
    const sentAt = tablet.around.clock.now();
    const letter = { device: deviceKey, event, gate, sentAt, status: tablet.status, items: said };
    const reply = await send(tablet.api, identity, target, letter, SEND_WITHIN_MS);
    tablet.clock.measure(reply.receivedAt, sentAt, tablet.around.clock.now());
    const settled = await settle(tablet.store, items, reply);
    for (const item of settled) tablet.settled(item);
    await keepConflicts(tablet, reply.conflicts);
    tablet.reach.answered();
    return settled;
  }

  async #askDuties(target: Target): Promise<void> {
    const elapsed = this.tablet.around.clock.elapsed();
    if (target.kind !== "server" || elapsed - this.#dutiesAt < DUTIES_EVERY_MS) return;
    await refreshDuties(this.tablet);
    this.#dutiesAt = elapsed;
  }

  async #remember(): Promise<void> {
    const { store, clock, lastSyncAt } = this.tablet;
    await store.put("facts", clock.known, "clock");
    await store.put("facts", lastSyncAt, "passed");
  }
}

/** The API's code of a refusal; empty for anything else, such as no answer. */
function codeOf(fault: unknown): string {
  return fault instanceof Refused || fault instanceof ScannerProblem ? fault.code : "";
}
