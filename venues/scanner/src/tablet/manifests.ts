/**
 * The manifest on the tablet: taken as a stream, laid down encrypted in pieces, opened in one go.
 *
 * A new one stands beside the old until it is whole, and replaces it in one transaction.
 */

import { type Bytes, join } from "./bytes.ts";
import { apply, type Door, itemsOf } from "./changes.ts";
import { BrokenManifest, openHead } from "./heads.ts";
import { People, type Row } from "./people.ts";
import { sealOf } from "./seals.ts";
import { piecesOf, piecesOfEvent, type Store, type StoredManifest, strictly } from "./store.ts";

const PIECE_CHARACTERS = 400_000;
const PIECE_BYTES = 65_536;
const LEAST_PEOPLE = 0.9; // of those whom the head counted, a moment before they were read

/** A manifest in memory with what it takes to write changes beside it. */
export interface Loaded extends Door {
  stored: StoredManifest;
  /** The last piece of changes, which grows. */
  tail: Bytes;
}

/** What lies here of the event, opened; null where nothing does. */
export async function load(store: Store, event: string): Promise<Loaded | null> {
  const stored = await store.get("manifests", event);
  if (!stored) return null;
  const seal = await sealOf(store, event);
  const range = piecesOf(event, stored.generation);
  const [chunks, changes] = await Promise.all([store.getAll("chunks", range), store.getAll("changes", range)]);
  const texts = await Promise.all(chunks.map((chunk) => seal.text(chunk)));
  const pieces = await Promise.all(changes.map((change) => seal.open(change)));
  const head = openHead(await seal.text(stored.head));
  const people = new People(head.gates.map((gate) => gate.id));
  for (const text of texts) people.add(rowsOf(text));
  const door = { head, people, seq: head.seq, validUntil: head.validUntil };
  for (const piece of pieces) apply(door, itemsOf(piece));
  return { ...door, stored, tail: pieces.at(-1) ?? new Uint8Array() };
}

/**
 * Take a manifest from a response and put it in place of the old one. Throws BrokenManifest where it
 * is not whole, and whatever the stream throws; the old one stays then.
 */
export async function take(store: Store, event: string, origin: string, response: Response): Promise<Loaded> {
  if (!response.body) throw new BrokenManifest("nothing came");
  const seal = await sealOf(store, event);
  const generation = crypto.randomUUID();
  let laid = 0;
  let door: Door | null = null;
  let headText = "";
  let isWhole = false;
  for await (const text of piecesIn(await plain(response.body))) {
    isWhole = text.endsWith("\n");
    const lines: string = door ? text : text.slice(text.indexOf("\n") + 1);
    if (!door) {
      headText = text.slice(0, text.length - lines.length).trimEnd();
      const head = openHead(headText);
      const people = new People(head.gates.map((gate) => gate.id));
      door = { head, people, seq: head.seq, validUntil: head.validUntil };
    }
    if (!lines) continue;
    door.people.add(rowsOf(lines));
    await store.put("chunks", await seal.close(lines), [event, generation, laid++]);
  }
  if (!door || !isWhole || door.people.size < door.head.people * LEAST_PEOPLE)
    throw new BrokenManifest("people are missing");
  if (door.head.event.id !== event) throw new BrokenManifest("it is of another event");
  const stored: StoredManifest = {
    event,
    generation,
    origin,
    head: await seal.close(headText),
    endsAt: door.head.event.endsAt,
    chunks: laid,
    seq: door.seq,
    changes: 0,
  };
  await replace(store, stored);
  return { ...door, stored, tail: new Uint8Array() };
}

/**
 * Write changes beside the manifest and apply them. False where another tab has replaced the manifest or
 * gone on meanwhile: then nothing was done, and it must be loaded again.
 */
export async function write(store: Store, loaded: Loaded, bytes: Bytes): Promise<ReturnType<typeof apply> | null> {
  const items = itemsOf(bytes);
  const trial = { ...loaded, people: new People([]) };
  const rehearsed = apply(trial, items); // throws before anything is written
  if (rehearsed.seq < loaded.seq) return { ...rehearsed, seats: new Set() }; // old news, which is known
  const isNothing = items.length === 1 && rehearsed.seq === loaded.seq && !rehearsed.hasNewHead;
  if (isNothing && trial.validUntil === loaded.validUntil) return rehearsed;
  // Gates are named by their place in the head: what stands in one piece is of one head.
  const isFull = loaded.tail.length + bytes.length > PIECE_BYTES;
  const isNewPiece = loaded.stored.changes === 0 || rehearsed.hasNewHead || isFull;
  const tail = isNewPiece ? bytes : join(loaded.tail, bytes);
  const before = loaded.stored;
  const after = { ...before, seq: rehearsed.seq, changes: before.changes + (isNewPiece ? 1 : 0) };
  const sealed = await (await sealOf(store, before.event)).close(tail);
  const isWritten = await strictly(store, ["manifests", "changes"], async (writing) => {
    const current = await writing.objectStore("manifests").get(before.event);
    if (current?.generation !== before.generation || current.seq !== before.seq) return false;
    await writing.objectStore("changes").put(sealed, [before.event, before.generation, after.changes - 1]);
    await writing.objectStore("manifests").put(after, before.event);
    return true;
  });
  if (!isWritten) return null;
  loaded.stored = after;
  loaded.tail = tail;
  return apply(loaded, items);
}

/**
 * Apply what another tab has written beside the manifest since. Null where it has put another in its
 * place, so that it must be loaded again.
 */
export async function follow(store: Store, loaded: Loaded): Promise<ReturnType<typeof apply> | null> {
  const { event, generation, changes } = loaded.stored;
  const reading = store.transaction(["manifests", "changes"]);
  const stored = await reading.objectStore("manifests").get(event);
  if (stored?.generation !== generation) return null;
  const range = IDBKeyRange.bound([event, generation, Math.max(0, changes - 1)], [event, generation, Infinity]);
  const sealed = await reading.objectStore("changes").getAll(range);
  const seal = await sealOf(store, event);
  const pieces = await Promise.all(sealed.map((piece) => seal.open(piece)));
  const applied = apply(loaded, itemsOf(join(...pieces)));
  loaded.stored = stored;
  loaded.tail = pieces.at(-1) ?? loaded.tail;
  return applied;
}

/** Put a whole manifest in place of the old one and of what broken downloads left. */
async function replace(store: Store, stored: StoredManifest): Promise<void> {
  await strictly(store, ["manifests", "chunks", "changes"], async (writing) => {
    for (const name of ["chunks", "changes"] as const) {
      const pieces = writing.objectStore(name);
      for (const key of await pieces.getAllKeys(piecesOfEvent(stored.event)))
        if (key[1] !== stored.generation) await pieces.delete(key);
    }
    await writing.objectStore("manifests").put(stored, stored.event);
  });
}

function rowsOf(lines: string): Row[] {
  try {
    return JSON.parse(`[${lines.trimEnd().replaceAll("\n", ",")}]`) as Row[];
  } catch {
    throw new BrokenManifest("a line is not JSON");
  }
}

/** The stream without its gzip, whether the transport took it off already or not. */
async function plain(body: ReadableStream<Bytes>): Promise<ReadableStream<Bytes>> {
  const reader = body.getReader();
  const first = await reader.read();
  const rest = new ReadableStream<Bytes>({
    start: (controller) => (first.value ? controller.enqueue(first.value) : controller.close()),
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const isGzip = first.value?.[0] === 0x1f && first.value[1] === 0x8b;
  return isGzip ? rest.pipeThrough(new DecompressionStream("gzip")) : rest;
}

/** The text in pieces of whole lines. */
async function* piecesIn(stream: ReadableStream<Bytes>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reader = stream.getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    text += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const end = done ? text.length : text.lastIndexOf("\n") + 1;
    if (end > 0 && (done || text.length >= PIECE_CHARACTERS)) {
      yield text.slice(0, end);
      text = text.slice(end);
    }
    if (done) return;
  }
}
