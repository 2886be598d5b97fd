/** The tablet as it stands: what its parts share, and the picture that the screens get of it. */

import { type Api, apiWith } from "./api.ts";
import { Reach } from "./asking.ts";
import type { Letter } from "./batches.ts";
import { TrueClock } from "./clocks.ts";
import { type ConflictNote, type Counters, type Duty, ScannerProblem, type Snapshot } from "./contract.ts";
import type { Identity } from "./identity.ts";
import type { Loaded } from "./manifests.ts";
import { Index } from "./search.ts";
import { factOf, type Item, type Store } from "./store.ts";
import type { Surroundings } from "./surroundings.ts";
import type { Tabs } from "./tabs.ts";
import { Tally } from "./tallies.ts";

export interface Pairing {
  credential: string;
  deviceKey: string;
  deviceName: string;
  venueName: string;
  isRevoked: boolean;
}

const WARM_ROWS = 500;
const WARM_PAUSE_MS = 5;

export class Tablet {
  pairing: Pairing | null = null;
  identity: Identity | null = null;
  isSupported = true;
  duties: Duty[] = [];
  duty: Duty | null = null;
  loaded: Loaded | null = null;
  tally = new Tally(null, []);
  conflicts: ConflictNote[] = [];
  lastSyncAt: number | null = null;
  isStoragePersisted = false;
  unsent = 0;
  /** From when on, by elapsed time, the server lets itself be asked for people and changes again. */
  fetchesFrom = 0;
  /** Called after an item was queued. */
  onQueued: () => void = () => undefined;

  readonly api: Api;
  readonly reach: Reach;
  #index: Index | null = null;
  #snapshot: Snapshot | null = null;
  readonly #listeners = new Set<(snapshot: Snapshot) => void>();

  constructor(
    readonly store: Store,
    readonly around: Surroundings,
    readonly clock: TrueClock,
    readonly tabs: Tabs,
  ) {
    const credential = () => (this.pairing?.isRevoked ? null : (this.pairing?.credential ?? null));
    this.api = apiWith(around.fetch, credential);
    this.reach = new Reach(this.api, around.origin, around.askWithinMs, () => this.changed());
  }

  get snapshot(): Snapshot {
    this.#snapshot ??= this.#taken();
    return this.#snapshot;
  }

  subscribe(listener: (snapshot: Snapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something is new: whoever listens gets a new picture. */
  changed(): void {
    this.#snapshot = null;
    for (const listener of this.#listeners) listener(this.snapshot);
  }

  get manifestState(): Snapshot["manifestState"] {
    if (!this.loaded) return "none";
    const over = this.clock.now() - this.loaded.validUntil;
    return over < 0 ? "ok" : over < this.loaded.head.graceMs ? "stale" : "expired";
  }

  /** The names to search in. */
  get index(): Index {
    this.#index ??= new Index(this.loaded?.people.rows ?? []);
    return this.#index.fill(Infinity);
  }

  /** Make the index little by little, so that no scan waits for it. */
  async warm(): Promise<void> {
    this.#index ??= new Index(this.loaded?.people.rows ?? []);
    for (const index = this.#index; index === this.#index && !index.isFull; index.fill(WARM_ROWS))
      await new Promise((resolve) => setTimeout(resolve, WARM_PAUSE_MS));
  }

  /** An item was queued, or another was for its sake. */
  queued(item: Item, name = ""): void {
    this.unsent++;
    this.tally.put(item, name);
    this.tabs.tell("items");
    this.changed();
    this.onQueued();
  }

  /** The server heard of an item. */
  settled(item: Item): void {
    if (item.event === this.duty?.eventKey) this.tally.put(item);
  }

  /** Another tab has queued something. */
  recount(items: readonly Item[]): void {
    this.tally = new Tally(this.loaded, items);
    this.changed();
  }

  /** Another manifest, or none, stands here. */
  show(loaded: Loaded | null, items: readonly Item[], kept?: Counters): void {
    this.loaded = loaded;
    this.#index = null;
    this.reach.edges = loaded?.head.edges ?? [];
    this.tally = new Tally(loaded, items, kept);
    if (loaded) this.clock.passed(loaded.head.madeAt);
    this.changed();
    void this.warm();
  }

  /** The passages of these seats, or the people on them, are new. */
  seatsChanged(seats: Iterable<string>): void {
    for (const seat of seats) {
      this.tally.passed(seat);
      const row = this.loaded?.people.row(seat);
      if (row && this.#index) this.#index.put(row);
    }
    this.reach.edges = this.loaded?.head.edges ?? [];
    this.tally.count();
    this.changed();
  }

  requirePairing(): Pairing & { identity: Identity } {
    if (!this.pairing || !this.identity) throw new ScannerProblem("NOT_PAIRED", "This tablet is not paired.");
    if (this.pairing.isRevoked) throw new ScannerProblem("REVOKED", "This tablet may do nothing any more.");
    return { ...this.pairing, identity: this.identity };
  }

  requireDuty(): Duty {
    if (!this.duty) throw new ScannerProblem("NO_DUTY", "No event was chosen.");
    return this.duty;
  }

  /** The manifest, where it may still be decided by. */
  requireManifest(): Loaded {
    const state = this.manifestState;
    if (!this.loaded || state === "none" || state === "expired")
      throw new ScannerProblem("NO_MANIFEST", "The list of people is missing or too old.");
    return this.loaded;
  }

  /** What batches tell of the tablet. */
  get status(): Letter["status"] {
    const battery = this.around.batteryPercent();
    const seq = this.loaded?.seq;
    const app = this.around.app.slice(0, 32);
    return { unsent: this.unsent, app, ...(battery !== null && { battery }), ...(seq !== undefined && { seq }) };
  }

  async revoke(): Promise<void> {
    if (!this.pairing || this.pairing.isRevoked) return;
    this.pairing = { ...this.pairing, isRevoked: true };
    await this.store.put("facts", this.pairing, "pairing");
    this.changed();
  }

  async countUnsent(): Promise<void> {
    this.unsent = await this.store.countFromIndex("items", "due", IDBKeyRange.bound([1], [1, []]));
  }

  itemsOf(event: string): Promise<Item[]> {
    return this.store.getAllFromIndex("items", "event", event);
  }

  #taken(): Snapshot {
    const { pairing, loaded } = this;
    return {
      pairing: pairing ? (pairing.isRevoked ? "revoked" : "paired") : this.isSupported ? "unpaired" : "unsupported",
      deviceName: pairing?.deviceName ?? "",
      venueName: pairing?.venueName ?? "",
      duties: this.duties,
      duty: this.duty,
      manifest: loaded && {
        eventTitle: loaded.head.event.title,
        seq: loaded.seq,
        madeAt: loaded.head.madeAt,
        validUntil: loaded.validUntil,
        graceUntil: loaded.validUntil + loaded.head.graceMs,
        people: loaded.people.size,
        keys: loaded.head.passKeys.size,
      },
      manifestState: this.manifestState,
      network: this.reach.network,
      edges: this.reach.edgesTried,
      counters: this.tally.counters(this.unsent),
      clockOffset: this.clock.offset,
      isStoragePersisted: this.isStoragePersisted,
      batteryPercent: this.around.batteryPercent(),
      lastSyncAt: this.lastSyncAt,
      conflicts: this.conflicts,
      recent: this.tally.recent,
      problems: this.tally.problems,
    };
  }
}

/** The clock with what was learned of it before. */
export async function clockFrom(store: Store, around: Surroundings): Promise<TrueClock> {
  const known = await factOf<TrueClock["known"]>(store, "clock");
  const last = await store.transaction("items").store.openCursor(null, "prev");
  const floor = Math.max((await factOf<number>(store, "passed")) ?? 0, last?.value.trueAt ?? 0);
  return new TrueClock(around.clock, new Map(known?.offsets), known?.guess ?? 0, floor);
}
