/** Pairing with a venue, and the duties that come of it. */

import { Refused, Unauthenticated, Unreachable } from "./api.ts";
import { base64 } from "./bytes.ts";
import { type Duty, ScannerProblem } from "./contract.ts";
import { made } from "./identity.ts";
import { strictly } from "./store.ts";
import type { Pairing, Tablet } from "./tablet.ts";
import { mint } from "./uuids.ts";

const WITHIN_MS = 10_000;
const QR_PREFIX = "PDPAIR:";

interface Said {
  key: string;
  name: string;
  venue: { name: string };
}

interface SaidDuty {
  eventKey: string;
  gateKey: string;
  event: { id: string; title: string } | null;
  gate: { name: string };
  startsAt: string;
  endsAt: string;
  manifestUrl: string;
  changesUrl: string;
}

const PAIR = `mutation Pair($input: DevicePairInput!) {
  devicePair(input: $input) {
    credential
    device { key name venue { name } }
    userErrors { code message field }
  }
}`;

const DUTIES = `{
  device {
    key name venue { name } revokedAt
    duties {
      eventKey gateKey event { id title startsAt endsAt } gate { id name } startsAt endsAt manifestUrl changesUrl
    }
  }
}`;

/** Exchange a code, as scanned or typed, for a credential. */
export async function pair(tablet: Tablet, code: string, name: string): Promise<void> {
  const identity = await made(tablet.store);
  if (!identity) throw new ScannerProblem("UNSUPPORTED", "This browser cannot keep a key that nobody can take.");
  const input = {
    idempotencyKey: mint(tablet.around.clock.now()),
    code: codeIn(code),
    name: name.trim(),
    publicKey: base64(identity.publicKey),
  };
  interface Payload {
    devicePair: { credential: string | null; device: Said | null; userErrors: { code: string; message: string }[] };
  }
  const { devicePair: said } = await plainly(
    tablet.api.graphql<Payload>(tablet.around.origin, PAIR, { input }, WITHIN_MS),
  );
  const error = said.userErrors[0];
  if (error) throw new ScannerProblem(error.code, error.message);
  if (!said.credential || !said.device) throw new ScannerProblem("OFFLINE", "The server did not say.");
  await keep(tablet, { ...pairingOf(said.device), credential: said.credential, isRevoked: false });
  tablet.identity = identity;
  tablet.changed();
}

/** Ask where this tablet may scan. Throws what the API throws. */
export async function refreshDuties(tablet: Tablet): Promise<void> {
  interface Payload {
    device: (Said & { revokedAt: string | null; duties: SaidDuty[] }) | null;
  }
  const { device } = await tablet.api.graphql<Payload>(tablet.around.origin, DUTIES, {}, WITHIN_MS);
  if (!device || device.revokedAt !== null) throw new Unauthenticated("revoked");
  if (!tablet.pairing) return;
  tablet.duties = device.duties.flatMap(dutyOf);
  const duty = tablet.duties.find((one) => isSame(one, tablet.duty));
  if (duty) tablet.duty = duty;
  await tablet.store.put("facts", tablet.duties, "duties");
  if (duty) await tablet.store.put("facts", duty, "duty");
  await keep(tablet, { ...tablet.pairing, ...pairingOf(device) });
  tablet.changed();
}

/** The same event and gate, whatever else was changed. */
export function isSame(one: Duty, other: Duty | null): boolean {
  return one.eventKey === other?.eventKey && one.gateKey === other.gateKey;
}

/** Turn what the API throws into what the screens know. */
export async function plainly<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (fault) {
    if (fault instanceof Unreachable) throw new ScannerProblem("OFFLINE", "There is no network.");
    if (fault instanceof Unauthenticated) throw new ScannerProblem("REVOKED", "This tablet may do nothing any more.");
    if (fault instanceof Refused) throw new ScannerProblem(fault.code || "INTERNAL", fault.message);
    throw fault;
  }
}

async function keep(tablet: Tablet, pairing: Pairing): Promise<void> {
  await strictly(tablet.store, ["facts"], (writing) => writing.objectStore("facts").put(pairing, "pairing"));
  tablet.pairing = pairing;
  tablet.tabs.tell("pairing");
}

function codeIn(text: string): string {
  const typed = text.trim().toUpperCase();
  return (typed.startsWith(QR_PREFIX) ? typed.slice(QR_PREFIX.length) : typed).replace(/[\s-]/g, "");
}

function pairingOf({ key, name, venue }: Said): Pick<Pairing, "deviceKey" | "deviceName" | "venueName"> {
  return { deviceKey: key, deviceName: name, venueName: venue.name };
}

/** Of an event that was taken away there is no duty. */
function dutyOf(said: SaidDuty): Duty[] {
  if (!said.event) return [];
  return [
    {
      eventKey: said.eventKey,
      eventId: said.event.id,
      eventTitle: said.event.title,
      startsAt: Date.parse(said.startsAt),
      endsAt: Date.parse(said.endsAt),
      gateKey: said.gateKey,
      gateName: said.gate.name,
      manifestUrl: said.manifestUrl,
      changesUrl: said.changesUrl,
    },
  ];
}
