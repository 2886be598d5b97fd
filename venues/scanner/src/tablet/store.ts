/** What lies on the tablet: one IndexedDB database, its stores, and how they are written. */

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from "idb";

import type { Bytes } from "./bytes.ts";
import type { Direction, Outcome } from "./contract.ts";

/** Encrypted with the key of an event. */
export interface Sealed {
  iv: Bytes;
  data: ArrayBuffer;
}

/** What came back for a scan or a walk-in, but for the name. */
export interface Answer {
  verdict: Outcome["verdict"];
  /** By the server's clock, milliseconds since 1970. */
  at: number;
  isTimeSuspect: boolean;
  checkedInAt: number | null;
  gateName: string;
}

/** One thing that the tablet says: queued before anybody sees it, kept until the event is over. */
export interface Item {
  /** Its place in the queue, given by the database. */
  n?: number;
  id: string;
  event: string;
  gate: string;
  kind: "scan" | "undo" | "walkIn" | "lead";
  /** By the tablet's clock, whose epoch is named. */
  at: number;
  epoch: string;
  /** By the best knowledge of the true time. */
  trueAt: number;
  /** 1 until the server has it in its final form; then it is absent. */
  due?: 1;
  /** What the batch says besides kind, id and at. */
  body: Record<string, unknown>;
  /** More of it, with personal data. */
  sealed?: Sealed;
  /** As in the manifest, where it is known. */
  seat?: string;
  /** Where the tablet let somebody through. */
  passage?: { direction: Direction };
  /** Without the name, which is personal. */
  outcome?: Outcome;
  isUndone?: boolean;
  answer?: Answer;
  /** Of a lead that was not taken, or of an item that the server keeps silent about. */
  problem?: string;
  tries?: number;
}

/** What is known of an event's manifest without opening it. */
export interface StoredManifest {
  event: string;
  /** Which of the chunks and changes belong to it. */
  generation: string;
  /** Where it was taken: places in the changes of a server mean nothing to an edge. */
  origin: string;
  head: Sealed;
  endsAt: number;
  chunks: number;
  /** The place after the changes that are stored as well. */
  seq: number;
  changes: number;
}

type Piece = [event: string, generation: string, n: number];

export interface Schema extends DBSchema {
  keys: { key: string; value: CryptoKey };
  facts: { key: string; value: unknown };
  manifests: { key: string; value: StoredManifest };
  chunks: { key: Piece; value: Sealed };
  changes: { key: Piece; value: Sealed };
  items: {
    key: number;
    value: Item;
    indexes: { id: string; due: [1, string, string]; seat: [string, string]; event: string };
  };
}

export type Store = IDBPDatabase<Schema>;
export type Names = StoreNames<Schema>;
export type Writing<N extends Names> = IDBPTransaction<Schema, N[], "readwrite">;

/** `lost` is called where the browser, or a newer app in another tab, takes the database away. */
export function open(name: string, lost: () => void = () => undefined): Promise<Store> {
  return openDB<Schema>(name, 1, {
    upgrade(db) {
      for (const plain of ["keys", "facts", "manifests", "chunks", "changes"] as const) db.createObjectStore(plain);
      const items = db.createObjectStore("items", { keyPath: "n", autoIncrement: true });
      items.createIndex("id", "id", { unique: true });
      items.createIndex("due", ["due", "event", "gate"]);
      items.createIndex("seat", ["event", "seat"]);
      items.createIndex("event", "event");
    },
    blocking(_before, _after, event) {
      (event.target as IDBDatabase).close();
      lost();
    },
    terminated: lost,
  });
}

/**
 * Do the work in one transaction that is on the disk once this resolves: all of it or nothing.
 * The work must await nothing but the transaction.
 */
export async function strictly<N extends Names, T>(
  store: Store,
  names: N[],
  work: (writing: Writing<N>) => Promise<T>,
): Promise<T> {
  const writing = store.transaction(names, "readwrite", { durability: "strict" });
  const done = writing.done;
  done.catch(() => undefined); // it is awaited below, unless the work itself failed
  let result: T;
  try {
    result = await work(writing as Writing<N>);
  } catch (fault) {
    try {
      writing.abort();
    } catch {
      // it was aborted already, which is what failed
    }
    throw fault;
  }
  await done;
  return result;
}

/** All pieces of one generation. */
export function piecesOf(event: string, generation: string): IDBKeyRange {
  return IDBKeyRange.bound([event, generation, 0], [event, generation, Infinity]);
}

/** All pieces of an event, of whatever generation. */
export function piecesOfEvent(event: string): IDBKeyRange {
  return IDBKeyRange.bound([event, "", 0], [event, "\uffff", Infinity]);
}

export async function factOf<T>(store: Store, key: string): Promise<T | undefined> {
  return (await store.get("facts", key)) as T | undefined;
}
