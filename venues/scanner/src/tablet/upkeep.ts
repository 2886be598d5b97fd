/** What happens by itself: syncs on a timer and whenever there is a reason, and news of other tabs. */

import type { Duty, Snapshot } from "./contract.ts";
import type { Feed } from "./feed.ts";
import { followOthers, forget, reopen } from "./keeping.ts";
import { Patience, SOON_MS } from "./patience.ts";
import { factOf } from "./store.ts";
import type { Sync } from "./sync.ts";
import type { Pairing, Tablet } from "./tablet.ts";
import type { News } from "./tabs.ts";

export class Upkeep {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dueAt = Infinity;
  readonly #patience: Patience;
  #isStopped = false;
  #busy: Promise<void> = Promise.resolve();
  #forgetWaking: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(
    private readonly tablet: Tablet,
    private readonly sync: Sync,
    private readonly feed: Feed,
  ) {
    this.#patience = new Patience(tablet.around.syncEveryMs);
  }

  start(): void {
    const { tablet } = this;
    tablet.tabs.listen((news) => this.#then(() => this.#hear(news)));
    tablet.onQueued = () => this.soon();
    void tablet.around.isStoragePersisted().then((isPersisted) => {
      tablet.isStoragePersisted = isPersisted;
      tablet.changed();
    });
    this.#forgetWaking = tablet.around.onWake(() => {
      tablet.reach.wake();
      this.feed.again();
      this.#at(0);
    });
    let network: Snapshot["network"] = "none";
    this.#unsubscribe = tablet.subscribe((snapshot) => {
      const isBack = snapshot.network !== network && snapshot.network !== "none";
      network = snapshot.network;
      if (isBack) this.#in(this.#patience.returned());
    });
    this.#at(0);
    if (tablet.around.hasFeed) this.feed.open();
  }

  /** Something waits to be sent, or may have come. */
  soon(): void {
    this.#at(SOON_MS);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#forgetWaking();
    this.#unsubscribe();
    this.tablet.reach.close();
    this.feed.close();
    await this.#busy;
  }

  /** Sync in so many milliseconds, unless one comes sooner; a failing network is left alone for longer. */
  #at(inMs: number): void {
    this.#in(inMs === 0 ? 0 : this.#patience.pause(inMs));
  }

  #in(pause: number): void {
    if (this.#isStopped || this.tablet.around.syncEveryMs === 0) return;
    const dueAt = performance.now() + pause * (0.75 + Math.random() / 2);
    if (dueAt >= this.#dueAt) return;
    clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => this.#then(() => this.#tick()), Math.max(0, dueAt - performance.now()));
  }

  async #tick(): Promise<void> {
    this.#dueAt = Infinity;
    const { tablet } = this;
    try {
      if (tablet.pairing && !tablet.pairing.isRevoked) await this.sync.now();
      else await forget(tablet);
      this.#patience.succeeded();
    } catch {
      this.#patience.failed(); // staff see it by the network and by what is unsent
      await forget(tablet);
      tablet.changed();
    }
    this.#at(tablet.around.syncEveryMs);
  }

  async #hear(news: News): Promise<void> {
    const { tablet } = this;
    tablet.pairing = (await factOf<Pairing>(tablet.store, "pairing")) ?? tablet.pairing;
    if (news === "duty") tablet.duty = (await factOf<Duty>(tablet.store, "duty")) ?? null;
    await tablet.countUnsent();
    if (news === "duty") await reopen(tablet);
    if (news === "manifest") await followOthers(tablet);
    if (news === "items" && tablet.duty) tablet.recount(await tablet.itemsOf(tablet.duty.eventKey));
    tablet.changed();
  }

  #then(work: () => Promise<void>): void {
    if (this.#isStopped) return;
    this.#busy = this.#busy.then(() => (this.#isStopped ? undefined : work())).catch(() => undefined);
  }
}
