/** The counters on the screen, kept up as passages come in. */

import type { Counters, Outcome, Snapshot } from "./contract.ts";
import { merged } from "./histories.ts";
import type { Loaded } from "./manifests.ts";
import type { Row } from "./people.ts";
import { isLetThrough, showsName } from "./outcomes.ts";
import { inOrder } from "./passages.ts";
import type { Item } from "./store.ts";

const MOST_RECENT = 50;

export class Tally {
  readonly #inside = new Set<string>();
  /** Whoever was in at any time, and so is not expected any more. */
  readonly #came = new Set<string>();
  readonly #own = new Map<string, Item[]>();
  readonly #problems = new Map<string, Snapshot["problems"][number]>();
  #recent: Outcome[] = [];
  #refused = 0;
  #expected = 0;

  /** From all that is known of an event; `items` are those of this tablet, oldest first. */
  constructor(
    private loaded: Loaded | null,
    items: readonly Item[],
    /** What it came to, once the people are forgotten. */
    private readonly kept?: Counters,
  ) {
    for (const item of items) this.#note(item);
    this.reload(loaded);
  }

  get recent(): Outcome[] {
    return this.#recent;
  }

  get problems(): Snapshot["problems"] {
    return [...this.#problems.values()].sort((one, other) => other.at - one.at);
  }

  counters(unsent: number): Counters {
    if (this.kept && !this.loaded) return { ...this.kept, unsent };
    return { inside: this.#inside.size, expected: this.#expected, refused: this.#refused, unsent };
  }

  isInside(seat: string): boolean {
    return this.#inside.has(seat);
  }

  /** Another manifest stands in its place. */
  reload(loaded: Loaded | null): void {
    this.loaded = loaded;
    this.#inside.clear();
    this.#came.clear();
    for (const seat of loaded?.people.seatsWithPassages ?? []) this.passed(seat);
    for (const seat of this.#own.keys()) this.passed(seat);
    this.count();
  }

  /** People may have come to the list or been cancelled. */
  count(): void {
    this.#expected = 0;
    for (const row of this.loaded?.people.rows ?? []) if (this.#isExpected(row)) this.#expected++;
  }

  #isExpected([seat, , , , , cancelledAt]: Row): boolean {
    return !cancelledAt && !this.#came.has(seat);
  }

  /** Something about the passages of a seat is new. */
  passed(seat: string): void {
    const told = this.loaded?.people.passages(seat) ?? [];
    const passages = merged(told, this.#own.get(seat) ?? [], new Map()).sort(inOrder);
    if (passages.at(-1)?.direction === "ENTRY") this.#inside.add(seat);
    else this.#inside.delete(seat);
    this.#meet(seat, passages.some(({ direction }) => direction === "ENTRY"));
  }

  #meet(seat: string, hasCome: boolean): void {
    if (hasCome === this.#came.has(seat)) return;
    const row = this.loaded?.people.row(seat);
    if (row && this.#isExpected(row)) this.#expected--;
    if (hasCome) this.#came.add(seat);
    else this.#came.delete(seat);
    if (row && this.#isExpected(row)) this.#expected++;
  }

  /** An item was queued, or is no longer what it was. */
  put(item: Item, name = ""): void {
    this.#note(item, name);
    if (item.seat) this.passed(item.seat);
  }

  #note(item: Item, name = ""): void {
    if (item.seat && item.passage) {
      const others = (this.#own.get(item.seat) ?? []).filter((one) => one.id !== item.id);
      this.#own.set(item.seat, [...others, item]);
    }
    const { id, kind, trueAt: at, problem: code } = item;
    if (code !== undefined) this.#problems.set(id, { kind, at, code });
    if (!item.outcome) return;
    const known = this.#recent.find((one) => one.scanId === item.id);
    if (item.isUndone) {
      if (known && !isLetThrough(known)) this.#refused--;
      this.#recent = this.#recent.filter((one) => one !== known);
    } else if (!known) {
      if (!isLetThrough(item.outcome)) this.#refused++;
      const outcome = { ...item.outcome, name: name || this.#nameOf(item.outcome) };
      this.#recent = [outcome, ...this.#recent].slice(0, MOST_RECENT);
    }
  }

  #nameOf(outcome: Outcome): string {
    return outcome.seat && showsName(outcome) ? (this.loaded?.people.row(outcome.seat)?.[1] ?? "") : "";
  }
}
