/** Everybody who may come to an event, and who passed which gate, as the server told it. */

import type { Direction } from "./contract.ts";
import { BrokenManifest } from "./heads.ts";
import type { SeatFacts } from "./verdicts.ts";

/** A line of the manifest; what is empty at its end is left out. */
export type Row = [
  seat: string,
  name?: string,
  pinyin?: string,
  lastFour?: string,
  issue?: number,
  cancelledAt?: number,
  revoked?: [issue: number, since: number][],
  passages?: [at: number, gate: number, direction: 0 | 1, id: string][],
];

/** A passage that counted. */
export interface Told {
  at: number;
  /** The last eight hexadecimal digits of the scan's id. */
  id: string;
  direction: Direction;
  gate: string;
}

const NONE: readonly Told[] = [];

export class People {
  readonly #rows = new Map<string, Row>();
  readonly #told = new Map<string, Told[]>();

  /** `gates` are those of the manifest, to which its passages point. */
  constructor(private readonly gates: readonly string[]) {}

  get size(): number {
    return this.#rows.size;
  }

  get rows(): IterableIterator<Row> {
    return this.#rows.values();
  }

  /** The seats of which some passage is known. */
  get seatsWithPassages(): IterableIterator<string> {
    return this.#told.keys();
  }

  /** Add lines of the manifest. Throws BrokenManifest for what is none. */
  add(rows: readonly Row[]): void {
    for (const row of rows) {
      if (!Array.isArray(row) || typeof row[0] !== "string" || row[0].length !== 22)
        throw new BrokenManifest("a line is no person");
      this.#rows.set(row[0], row);
      const passages = row[7];
      if (!passages?.length) continue;
      row.length = 7;
      this.#told.set(
        row[0],
        passages.map((passage) => this.#told_(passage)),
      );
    }
  }

  row(seat: string): Row | null {
    return this.#rows.get(seat) ?? null;
  }

  facts(seat: string, event: string): SeatFacts | null {
    const row = this.#rows.get(seat);
    if (!row) return null;
    return { seat, event, cancelledAt: row[5] ?? 0, currentIssue: row[4] ?? 0, revoked: row[6] ?? [] };
  }

  /** In the order in which they were told. */
  passages(seat: string): readonly Told[] {
    return this.#told.get(seat) ?? NONE;
  }

  /** A person as they are now; their passages stay. */
  put(row: Row): void {
    this.#rows.set(row[0], row);
  }

  /** That passage counted; telling it again changes nothing. */
  passed(seat: string, passage: Told): void {
    const told = this.#told.get(seat) ?? [];
    const others = told.filter((one) => one.id !== passage.id);
    this.#told.set(seat, [...others, passage]);
  }

  /** That passage was undone. */
  undone(seat: string, id: string): void {
    const told = this.#told.get(seat) ?? [];
    this.#told.set(
      seat,
      told.filter((one) => one.id !== id),
    );
  }

  #told_([at, gate, direction, id]: [number, number, 0 | 1, string]): Told {
    return { at, id, direction: direction ? "EXIT" : "ENTRY", gate: this.gates[gate] ?? "" };
  }
}
