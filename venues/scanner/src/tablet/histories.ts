/** Who passed when: what the server told, and what this tablet did that the server may not know yet. */

import type { Passage } from "./passages.ts";
import type { Told } from "./people.ts";
import type { Item } from "./store.ts";

/** A passage that counts, wherever it is known from. */
export interface Known extends Passage {
  gate: string;
}

/**
 * The passages of one seat that count, each once. Whatever this tablet did, it did before `now`,
 * whatever its clock said then.
 */
export function merged(
  told: readonly Told[],
  own: readonly Item[],
  hallOf: ReadonlyMap<string, string>,
  now = Infinity,
): Known[] {
  const passed = own.filter((item) => item.passage);
  const known = told
    .filter((one) => !passed.some((item) => item.id.endsWith(one.id)))
    .map((one) => ({ ...one, hall: hallOf.get(one.gate) ?? "" }));
  for (const item of passed) {
    if (item.isUndone) continue;
    known.push({
      at: Math.min(item.answer?.isTimeSuspect === false ? item.answer.at : item.trueAt, now - 1),
      id: item.id,
      direction: item.passage!.direction,
      gate: item.gate,
      hall: hallOf.get(item.gate) ?? "",
    });
  }
  return known;
}
