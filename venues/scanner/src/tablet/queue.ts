/** The queue: what the tablet has said and the server may not have heard. */

import type { Reply, Spoken } from "./batches.ts";
import type { TrueClock } from "./clocks.ts";
import { sealOf } from "./seals.ts";
import { type Item, type Store, strictly } from "./store.ts";

const MOST_TRIES = 5;

export type Group = [event: string, gate: string];

/** Events and gates of which something is due. */
export async function dueGroups(store: Store): Promise<Group[]> {
  const groups: Group[] = [];
  const due = store.transaction("items").store.index("due");
  for (let cursor = await due.openKeyCursor(null, "nextunique"); cursor; cursor = await cursor.continue())
    groups.push([cursor.key[1], cursor.key[2]]);
  return groups;
}

/** What is due of one group, oldest first, but for what is skipped. */
export async function dueOf(store: Store, group: Group, most: number, skipped: ReadonlySet<string>): Promise<Item[]> {
  const found = await store.getAllFromIndex("items", "due", [1, ...group], most + skipped.size);
  return found.filter((item) => !skipped.has(item.id)).slice(0, most);
}

/** An item as a batch says it, personal data and all. */
export async function spoken(store: Store, clock: TrueClock, item: Item): Promise<Spoken> {
  const sealed = item.sealed && (await (await sealOf(store, item.event)).text(item.sealed));
  const more = sealed ? (JSON.parse(sealed) as object) : {};
  // The time in a lead's receipt is signed, and the lead's own must fit it, whatever became of the clock.
  const at = item.kind === "lead" ? item.at : clock.rewritten(item.at, item.epoch);
  return { kind: item.kind, id: item.id, at, ...item.body, ...more };
}

/** A batch was heard: keep what came back, and that it was heard. Returns the items that changed. */
export async function settle(store: Store, sent: readonly Item[], reply: Reply): Promise<Item[]> {
  return strictly(store, ["items"], async (writing) => {
    const items = writing.objectStore("items");
    const settled: Item[] = [];
    for (const { n } of sent) {
      const item = await items.get(n!);
      if (!item) continue;
      settled.push(heard(item, reply));
      await items.put(settled.at(-1)!);
    }
    return settled;
  });
}

/** The server says something of each but an undo; one that it is silent about is sent again, not for ever. */
function heard(item: Item, reply: Reply): Item {
  const { due: _, ...rest } = item;
  const answer = reply.answers.get(item.id);
  const lead = reply.leads.get(item.id);
  if (answer) return { ...rest, answer };
  if (lead) return lead.isTaken ? rest : { ...rest, problem: lead.code };
  if (item.kind === "undo") return rest;
  const tries = (item.tries ?? 0) + 1;
  return tries < MOST_TRIES ? { ...item, tries } : { ...rest, tries, problem: "UNHEARD" };
}
