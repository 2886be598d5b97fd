/** The conflicts that this tablet has a part in: they name people, and so lie sealed, by event. */

import type { ConflictNote } from "./contract.ts";
import { sealOf } from "./seals.ts";
import { factOf, type Sealed, type Store } from "./store.ts";
import type { Tablet } from "./tablet.ts";

export function conflictsName(event: string): string {
  return `conflicts:${event}`;
}

/** What lies here of an event. */
export async function conflictsOf(store: Store, event: string): Promise<ConflictNote[]> {
  const sealed = await factOf<Sealed>(store, conflictsName(event));
  if (!sealed) return [];
  return JSON.parse(await (await sealOf(store, event)).text(sealed)) as ConflictNote[];
}

/** The server tells those of all events; those of the chosen one are kept, for as long as its people are. */
export async function keepConflicts(tablet: Tablet, told: readonly ConflictNote[]): Promise<void> {
  const { duty, loaded, store } = tablet;
  if (!duty || loaded?.stored.event !== duty.eventKey) return;
  const conflicts = told.filter(({ eventId }) => eventId === null || eventId === duty.eventId);
  if (conflicts.length === 0 && tablet.conflicts.length === 0) return;
  const sealed = await (await sealOf(store, duty.eventKey)).close(JSON.stringify(conflicts));
  await store.put("facts", sealed, conflictsName(duty.eventKey));
  if (tablet.duty?.eventKey === duty.eventKey) tablet.conflicts = conflicts;
}
