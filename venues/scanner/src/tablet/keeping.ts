/** Keeping the manifest of the chosen event fresh, and forgetting the people once it is over. */

import { Unreachable } from "./api.ts";
import type { Target } from "./asking.ts";
import type { Bytes } from "./bytes.ts";
import type { Applied } from "./changes.ts";
import { conflictsName, conflictsOf } from "./conflicts.ts";
import type { Counters, Duty } from "./contract.ts";
import { BrokenManifest } from "./heads.ts";
import { follow, load, take, write } from "./manifests.ts";
import { sealName } from "./seals.ts";
import { factOf, piecesOfEvent, type Store, strictly } from "./store.ts";
import type { Tablet } from "./tablet.ts";
import { Tally } from "./tallies.ts";
import { restore } from "./walkIns.ts";

const TAKE_WITHIN_MS = 120_000;
const CHANGES_WITHIN_MS = 20_000;
const MOST_ROUNDS = 200;
const RETRY_AFTER_S = 60; // where the server has enough and does not say for how long
const MOST_PIECES = 32; // of changes, 2 MB, before the manifest is taken anew
const KEPT_MS = 12 * 3_600_000; // after the end of the event
const LEFT = "left"; // the fact that names the events whose people were forgotten before all was sent
const KEPT_UNSURE_MS = 7 * 24 * 3_600_000; // where the clock was never compared

/** Open what lies here of the chosen event and show it. */
export async function reopen(tablet: Tablet): Promise<void> {
  const event = tablet.duty?.eventKey;
  const loaded = event === undefined ? null : await load(tablet.store, event).catch(brokenToNull);
  const items = event === undefined ? [] : await tablet.itemsOf(event);
  await restore(tablet.store, loaded, items);
  if (event !== tablet.duty?.eventKey) return; // another was chosen meanwhile
  const kept = event === undefined ? undefined : await countsOf(tablet.store, event);
  tablet.conflicts = event === undefined ? [] : await conflictsOf(tablet.store, event).catch(() => []);
  tablet.show(loaded, items, kept);
}

/**
 * Bring the manifest up to date from a server or an edge: by its changes, or else as a whole. Where there
 * is nothing to fetch, since the duty is over, or not yet, since the server has enough, it stays as it is.
 */
export async function catchUp(tablet: Tablet, target: Target): Promise<void> {
  const { duty, loaded } = tablet;
  if (!duty || tablet.around.clock.elapsed() < tablet.fetchesFrom) return;
  if (!loaded && (await countsOf(tablet.store, duty.eventKey))) return; // it was over, and stays so
  const isOther = loaded?.stored.event !== duty.eventKey || loaded.stored.origin !== target.origin;
  const isWorn = (loaded?.stored.changes ?? 0) > MOST_PIECES || tablet.manifestState === "expired";
  let isNew = !loaded || isOther || isWorn;
  if (isNew && !(await takeAnew(tablet, duty, target))) return;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const state = await takeChanges(tablet, duty, target);
    if (state === "live" || state === "none") return;
    if (state === "more") continue;
    if (isNew) throw new Unreachable("a new manifest leads to no changes");
    isNew = true;
    if (!(await takeAnew(tablet, duty, target))) return;
  }
}

/** Write changes and show what they say. Null where they do not follow what lies here. */
export async function applyChanges(tablet: Tablet, bytes: Bytes): Promise<Applied | null> {
  const { loaded } = tablet;
  if (!loaded) return null;
  const applied = await write(tablet.store, loaded, bytes);
  if (!applied) return null;
  tablet.seatsChanged(applied.seats);
  tablet.tabs.tell("manifest");
  return applied;
}

/** Another tab has gone on with the manifest. */
export async function followOthers(tablet: Tablet): Promise<void> {
  const applied = tablet.loaded && (await follow(tablet.store, tablet.loaded));
  if (applied) tablet.seatsChanged(applied.seats);
  else await reopen(tablet);
}

async function takeChanges(tablet: Tablet, duty: Duty, target: Target): Promise<"live" | "more" | "lost" | "none"> {
  const { loaded } = tablet;
  if (!loaded) return "lost";
  const url = new URL(duty.changesUrl, target.origin);
  url.searchParams.set("after", String(loaded.seq));
  url.searchParams.set("head", loaded.head.head);
  const response = await fetched(tablet, target, url.href, CHANGES_WITHIN_MS);
  if (!response) return "none";
  if (response.status === 410) return "lost";
  const bytes = new Uint8Array(await response.arrayBuffer());
  try {
    const applied = await applyChanges(tablet, bytes);
    if (applied) return applied.isLive ? "live" : "more";
  } catch (fault) {
    if (fault instanceof BrokenManifest) return "lost";
    throw fault;
  }
  await followOthers(tablet);
  return "more";
}

/** Whether there was a manifest to take. */
async function takeAnew(tablet: Tablet, duty: Duty, target: Target): Promise<boolean> {
  const response = await fetched(tablet, target, duty.manifestUrl, TAKE_WITHIN_MS);
  if (!response) return false;
  const taken = await take(tablet.store, duty.eventKey, target.origin, response).catch((cause: unknown) => {
    throw new Unreachable("the manifest broke off", { cause });
  });
  const items = await tablet.itemsOf(duty.eventKey);
  await restore(tablet.store, taken, items);
  if (tablet.duty?.eventKey === duty.eventKey) tablet.show(taken, items);
  tablet.tabs.tell("manifest");
  return true;
}

/** The answer, which may be that a place is gone; null where there is nothing to fetch, or not yet. */
async function fetched(tablet: Tablet, target: Target, url: string, withinMs: number): Promise<Response | null> {
  const response = await tablet.api.download(target.origin, url, withinMs);
  const { status, headers } = response;
  if (status === 404) return null;
  if (status === 429) {
    const pause = Number(headers.get("retry-after")) || RETRY_AFTER_S;
    tablet.fetchesFrom = tablet.around.clock.elapsed() + pause * 1000;
    return null;
  }
  if (!response.ok && status !== 410) throw new Unreachable(`${url}: status ${status}`);
  return response;
}

/** Forget the people of events that are over; the counts stay, and what is unsent until it was sent. */
export async function forget(tablet: Tablet): Promise<void> {
  const kept = tablet.clock.offset === null ? KEPT_UNSURE_MS : KEPT_MS;
  for (const { event, endsAt } of await tablet.store.getAll("manifests")) {
    if (tablet.clock.now() < endsAt + kept) continue;
    const loaded = await load(tablet.store, event).catch(brokenToNull);
    const counters = new Tally(loaded, await tablet.itemsOf(event)).counters(0);
    await wipe(tablet.store, event, counters);
    tablet.tabs.tell("manifest");
    if (tablet.duty?.eventKey === event) await reopen(tablet);
  }
  const left = (await factOf<string[]>(tablet.store, LEFT)) ?? [];
  for (const event of left) {
    const isBack = tablet.duty?.eventKey === event && !(await countsOf(tablet.store, event));
    if (isBack) await notLeft(tablet.store, event);
    else await wipe(tablet.store, event);
  }
}

/** Forget the people of all events now, and choose none; what is unsent stays until it was sent. */
export async function leave(tablet: Tablet): Promise<void> {
  const { store } = tablet;
  await strictly(store, ["facts", "manifests", "chunks", "changes", "items"], async (writing) => {
    const events = new Set(await writing.objectStore("manifests").getAllKeys());
    for (const item of await writing.objectStore("items").getAll()) {
      events.add(item.event);
      if (!item.due) await writing.objectStore("items").delete(item.n!);
    }
    for (const name of ["manifests", "chunks", "changes"] as const) await writing.objectStore(name).clear();
    const facts = writing.objectStore("facts");
    await facts.delete("duty");
    for (const event of events) await facts.delete(conflictsName(event));
    await facts.put([...events], LEFT);
  });
  tablet.duty = null;
  tablet.conflicts = [];
  tablet.show(null, []);
  tablet.tabs.tell("duty");
  await forget(tablet);
}

async function notLeft(store: Store, event: string): Promise<void> {
  await strictly(store, ["facts"], async (writing) => {
    const left = (await writing.objectStore("facts").get(LEFT)) as string[];
    await writing.objectStore("facts").put(left.filter((one) => one !== event), LEFT);
  });
}

/** All of the event but what is unsent, which stays under its key, and the event among those that were left. */
async function wipe(store: Store, event: string, counters?: Counters): Promise<void> {
  const names = ["keys", "facts", "manifests", "chunks", "changes", "items"] as const;
  await strictly(store, [...names], async (writing) => {
    const [items, facts] = [writing.objectStore("items"), writing.objectStore("facts")];
    const own = await items.index("event").getAll(event);
    for (const { n, due } of own) if (!due) await items.delete(n!);
    await writing.objectStore("chunks").delete(piecesOfEvent(event));
    await writing.objectStore("changes").delete(piecesOfEvent(event));
    await writing.objectStore("manifests").delete(event);
    await facts.delete(conflictsName(event));
    if (counters) await facts.put(counters, countsName(event));
    const others = (((await facts.get(LEFT)) as string[] | undefined) ?? []).filter((one) => one !== event);
    const isSent = own.every(({ due }) => !due);
    if (isSent) await writing.objectStore("keys").delete(sealName(event));
    await facts.put(isSent ? others : [...others, event], LEFT);
  });
}

/** What an event came to whose people were forgotten after its end. */
function countsOf(store: Store, event: string): Promise<Counters | undefined> {
  return factOf<Counters>(store, countsName(event));
}

function countsName(event: string): string {
  return `counts:${event}`;
}

function brokenToNull(fault: unknown): null {
  if (fault instanceof BrokenManifest || fault instanceof DOMException) return null;
  throw fault;
}
