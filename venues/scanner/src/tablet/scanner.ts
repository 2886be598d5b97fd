/** The scanner: opens what lies on the tablet, and does what the screens ask for. */

import { deleteDB } from "idb";

import {
  type Duty,
  type Person,
  type RunningScanner,
  ScannerProblem,
  type ScannerOptions,
} from "./contract.ts";
import { Feed } from "./feed.ts";
import { isSupported, stored } from "./identity.ts";
import { forget, leave, reopen } from "./keeping.ts";
import { consentTextsOf, lead } from "./leads.ts";
import { read } from "./passes.ts";
import { isSame, pair, plainly, refreshDuties } from "./pairing.ts";
import { Scans } from "./scans.ts";
import { factOf, open } from "./store.ts";
import { surroundings } from "./surroundings.ts";
import { Sync } from "./sync.ts";
import { clockFrom, type Pairing, Tablet } from "./tablet.ts";
import { Tabs } from "./tabs.ts";
import { Upkeep } from "./upkeep.ts";
import { walkIn } from "./walkIns.ts";

/** Ready to scan, without a network too, once it resolves. */
export async function createScanner(options: ScannerOptions): Promise<RunningScanner> {
  const around = surroundings(options);
  const store = await open(around.storage, around.onStoreLost);
  const tablet = new Tablet(store, around, await clockFrom(store, around), new Tabs(around.storage));
  await recall(tablet);
  const [scans, sync] = [new Scans(tablet), new Sync(tablet)];
  const feed = new Feed(tablet, () => upkeep.soon());
  const upkeep = new Upkeep(tablet, sync, feed);
  upkeep.start();

  async function close() {
    await upkeep.stop();
    tablet.tabs.close();
    store.close();
  }

  return {
    get snapshot() {
      return tablet.snapshot;
    },
    subscribe: (listener) => tablet.subscribe(listener),
    async pair(code, name) {
      await pair(tablet, code, name);
      await plainly(refreshDuties(tablet));
      upkeep.soon();
    },
    async choose(duty) {
      await choose(tablet, duty);
      feed.again();
      if (tablet.manifestState === "ok" || tablet.manifestState === "stale") upkeep.soon();
      else await sync.now();
    },
    async refresh() {
      tablet.isStoragePersisted = await around.isStoragePersisted();
      sync.askDuties();
      await Promise.all([sync.now(), tablet.reach.tryEdges()]);
    },
    scan: (text, direction) => scans.decide({ token: text }, direction),
    admit: (seat, direction) => scans.decide({ seat }, direction),
    undo: (scanId) => scans.undo(scanId),
    override: (scanId, pin, reason) => scans.override(scanId, pin, reason),
    search: (query) => tablet.index.find(query).flatMap((seat) => personAt(tablet, seat)),
    identify: (text) => identify(tablet, text),
    walkIn: (form) => walkIn(tablet, form),
    dealers: () => tablet.loaded?.head.dealers ?? [],
    consentTexts: () => (tablet.loaded ? consentTextsOf(tablet.loaded.head) : []),
    lead: (form) => lead(tablet, form),
    sync: () => sync.now(),
    close,
    async forget() {
      await tablet.countUnsent();
      if (tablet.unsent > 0 && !tablet.pairing?.isRevoked) {
        await tablet.tabs.inTurn("sync", () => leave(tablet)); // none brings the people back
        feed.again();
        return "people";
      }
      await close();
      await deleteDB(around.storage);
      return "all";
    },
  };
}

/** What was known when the app was closed, or what another tab has learned. */
export async function recall(tablet: Tablet): Promise<void> {
  const { store } = tablet;
  tablet.pairing = (await factOf<Pairing>(store, "pairing")) ?? null;
  tablet.identity = await stored(store);
  tablet.isSupported = tablet.identity !== null || (await isSupported());
  tablet.duties = (await factOf<Duty[]>(store, "duties")) ?? [];
  tablet.duty = (await factOf<Duty>(store, "duty")) ?? null;
  tablet.lastSyncAt = (await factOf<number>(store, "passed")) ?? null;
  await tablet.countUnsent();
  await reopen(tablet);
  await forget(tablet);
  tablet.changed();
}

async function choose(tablet: Tablet, duty: Duty): Promise<void> {
  tablet.requirePairing();
  if (!tablet.duties.some((one) => isSame(one, duty)))
    throw new ScannerProblem("NOT_FOUND", "This tablet has no such duty.");
  if (tablet.duty?.eventKey !== duty.eventKey) tablet.show(null, []);
  tablet.duty = duty;
  await tablet.store.put("facts", duty, "duty");
  tablet.tabs.tell("duty");
  await reopen(tablet);
}

async function identify(tablet: Tablet, text: string): Promise<Person | null> {
  const { head } = tablet.requireManifest();
  const pass = await read(text, head.passKeys);
  if (pass?.event !== head.event.id) return null;
  const unlisted = { seat: pass.seat, name: "", lastFour: "", isInside: false, isCancelled: false };
  return personAt(tablet, pass.seat)[0] ?? unlisted;
}

function personAt({ loaded, tally, clock }: Tablet, seat: string): Person[] {
  const row = loaded?.people.row(seat);
  if (!row) return [];
  const [, name = "", , lastFour = "", , cancelledAt = 0] = row;
  const isCancelled = cancelledAt > 0 && cancelledAt <= clock.now();
  return [{ seat, name, lastFour, isInside: tally.isInside(seat), isCancelled }];
}
