/** Somebody without a registration who is let in at the door, with or without a network. */

import { seatOfUuid } from "./bytes.ts";
import { type Outcome, ScannerProblem, type WalkInForm } from "./contract.ts";
import { finished, outcomeOf } from "./outcomes.ts";
import { isShut } from "./passages.ts";
import type { People, Row } from "./people.ts";
import { sealOf } from "./seals.ts";
import { spelling } from "./spelling.ts";
import { type Item, type Store, strictly } from "./store.ts";
import type { Tablet } from "./tablet.ts";
import { mint } from "./uuids.ts";
import { visitorOf } from "./visitors.ts";

export async function walkIn(tablet: Tablet, form: WalkInForm): Promise<Outcome> {
  tablet.requirePairing();
  const duty = tablet.requireDuty();
  const { head, people } = tablet.requireManifest();
  if (!head.rules.walkIns) throw new ScannerProblem("NO_WALK_INS", "Nobody comes in here without a registration.");
  const visitor = visitorOf(form);
  const moment = tablet.clock.moment();
  if (moment.trueAt >= head.event.endsAt) throw new ScannerProblem("EVENT_OVER", "The event is over.");
  const isOff = moment.trueAt < duty.startsAt || moment.trueAt >= duty.endsAt;
  if (isOff || isShut(head.rules, "ENTRY", moment.trueAt))
    throw new ScannerProblem("NOT_OPEN", "The doors are not open.");
  const uuid = mint(moment.at);
  const seat = seatOfUuid(uuid);
  const scan = { ...moment, id: mint(moment.at), direction: "ENTRY" as const, seat };
  const outcome = outcomeOf(scan, "ADMITTED", "tablet", visitor.name, null);
  const sealed = await (await sealOf(tablet.store, duty.eventKey)).close(JSON.stringify(visitor));
  const { eventKey: event, gateKey: gate } = duty;
  const body = { seat: uuid, alone: true };
  const item = finished({ kind: "walkIn", event, gate, ...moment, id: scan.id, body, sealed, seat, due: 1 }, outcome);
  await strictly(tablet.store, ["items"], (writing) => writing.objectStore("items").add(item));
  people.put(rowOf(seat, visitor, people));
  tablet.queued(item, outcome.name);
  tablet.seatsChanged([seat]);
  return outcome;
}

/** One was undone: nobody came, and the seat is given up, as it is on the server once that hears of it. */
export function giveUp(tablet: Tablet, { seat, trueAt }: Item): void {
  const row = seat && tablet.loaded?.people.row(seat);
  if (!row) return;
  const [, name = "", pinyin = "", lastFour = "", issue = 0] = row;
  tablet.loaded?.people.put([seat, name, pinyin, lastFour, issue, trueAt]);
  tablet.seatsChanged([seat]);
}

/** Those who came in so and whom the server has not told of are found by name all the same. */
export async function restore(store: Store, loaded: Tablet["loaded"], items: readonly Item[]): Promise<void> {
  for (const item of items) {
    if (item.kind !== "walkIn" || !item.seat || !item.sealed || !loaded || loaded.people.row(item.seat)) continue;
    const seal = await sealOf(store, item.event);
    const form = JSON.parse(await seal.text(item.sealed)) as WalkInForm;
    loaded.people.put(rowOf(item.seat, form, loaded.people, item.isUndone ? item.trueAt : 0));
  }
}

/** With pinyin as far as the others tell: only the server knows how every character is spoken. */
function rowOf(seat: string, { name, phone }: WalkInForm, people: People, cancelledAt = 0): Row {
  return [seat, name, spelling(name, people.rows), phone.replace(/\D/g, "").slice(-4), 0, cancelledAt];
}
