/** What changed since the manifest: a CBOR sequence, read strictly and applied any number of times. */

import { type DecodeOptions, decodeFirst } from "cborg";

import { hex, seatText } from "./bytes.ts";
import { BrokenManifest, type OpenHead, openHead } from "./heads.ts";
import type { People, Row } from "./people.ts";

/** Where a reader stands after changes. */
export interface Place {
  seq: number;
  /** Whether nothing more was known. */
  isLive: boolean;
}

/** The manifest of an event as it lies in memory; changes are written into it. */
export interface Door {
  head: OpenHead;
  people: People;
  seq: number;
  validUntil: number;
}

export interface Applied extends Place {
  /** Seats of which a passage or the person is new. */
  seats: Set<string>;
  hasNewHead: boolean;
}

const STRICT: DecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
  tags: {},
};

/** The items of a CBOR sequence. Throws BrokenManifest for any other bytes. */
export function itemsOf(bytes: Uint8Array): unknown[][] {
  const items: unknown[][] = [];
  let rest = bytes;
  while (rest.length > 0) {
    let item: unknown;
    try {
      [item, rest] = decodeFirst(rest, STRICT) as [unknown, Uint8Array];
    } catch {
      throw new BrokenManifest("the changes are no CBOR sequence");
    }
    if (!Array.isArray(item)) throw new BrokenManifest("a change is no list");
    items.push(item);
  }
  return items;
}

/** Apply what was read; all of it is looked at before any of it is applied. */
export function apply(door: Door, items: readonly unknown[][]): Applied {
  const steps: (() => void)[] = [];
  const applied: Applied = { seq: door.seq, isLive: false, seats: new Set(), hasNewHead: false };
  let head = door.head;
  for (const item of items) {
    if (typeof item[1] === "boolean") {
      const start = startOf(item);
      applied.seq = start.seq;
      applied.isLive = start.isLive;
      if (start.head) {
        head = start.head;
        applied.hasNewHead = true;
      }
      const known = head;
      steps.push(() => {
        door.seq = start.seq;
        door.validUntil = start.validUntil;
        door.head = known;
      });
    } else {
      steps.push(stepOf(door.people, head, item, applied.seats));
    }
  }
  for (const step of steps) step();
  return applied;
}

function startOf([seq, isLive, validUntil, head]: unknown[]) {
  if (!isNumber(seq) || !isNumber(validUntil) || !(head === null || typeof head === "string"))
    throw new BrokenManifest("the changes do not say where they lead");
  return { seq, isLive: isLive === true, validUntil, head: head === null ? null : openHead(head) };
}

function stepOf(people: People, head: OpenHead, item: unknown[], seats: Set<string>): () => void {
  const [kind, what, ...more] = item;
  if (kind === 2) {
    const row = rowOf(what);
    seats.add(row[0]);
    return () => people.put(row);
  }
  if (!(what instanceof Uint8Array) || what.length !== 16) throw new BrokenManifest("a change without a seat");
  const seat = seatText(what);
  seats.add(seat);
  if (kind === 1) {
    const id = idOf(more[0]);
    return () => people.undone(seat, id);
  }
  const [after, gate, direction] = more;
  if (kind !== 0 || !isNumber(after) || !isNumber(gate) || !isNumber(direction))
    throw new BrokenManifest(`a change of no known kind`);
  const passage = {
    at: head.event.startsAt + after,
    id: idOf(more[3]),
    direction: direction === 1 ? ("EXIT" as const) : ("ENTRY" as const),
    gate: head.gates[gate]?.id ?? "",
  };
  return () => people.passed(seat, passage);
}

function rowOf(value: unknown): Row {
  if (!Array.isArray(value)) throw new BrokenManifest("a person is no list");
  const seat: unknown = value[0];
  const row =
    seat instanceof Uint8Array && seat.length === 16 ? [seatText(seat), ...value.slice(1, 7)] : value.slice(0, 7);
  if (typeof row[0] !== "string" || row[0].length !== 22) throw new BrokenManifest("a person without a seat");
  return row as unknown as Row;
}

function idOf(value: unknown): string {
  if (!(value instanceof Uint8Array) || value.length !== 4) throw new BrokenManifest("a passage without an id");
  return hex(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value);
}
