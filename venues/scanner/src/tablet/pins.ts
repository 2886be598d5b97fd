/** Supervisors prove themselves by a PIN, which the tablet can check alone and nobody can guess at ease. */

import { areEqual, bytesOf, fromBase64 } from "./bytes.ts";
import { ScannerProblem } from "./contract.ts";
import type { Head } from "./heads.ts";
import { strictly } from "./store.ts";
import type { Tablet } from "./tablet.ts";

const MOST_WRONG = 5;
const WAIT_MS = 60_000;

interface Tries {
  wrong: number;
  lastAt: number;
}

/** The id of the supervisor whose PIN it is. Throws PIN_WRONG, or PIN_WAIT after five wrong ones. */
export async function supervisorWith(
  pin: string,
  supervisors: Head["supervisors"],
  tablet: Pick<Tablet, "store" | "clock">,
): Promise<string> {
  await countTry(tablet); // before it is known to be wrong: closing the app does not help
  const found = await Promise.all(supervisors.map((supervisor) => isPinOf(pin, supervisor)));
  const supervisor = supervisors[found.indexOf(true)];
  if (!supervisor) throw new ScannerProblem("PIN_WRONG", "This PIN is wrong.");
  await tablet.store.delete("facts", "pins");
  return supervisor.id;
}

async function countTry({ store, clock }: Pick<Tablet, "store" | "clock">): Promise<void> {
  const now = clock.now();
  await strictly(store, ["facts"], async (writing) => {
    const facts = writing.objectStore("facts");
    const tries = ((await facts.get("pins")) as Tries | undefined) ?? { wrong: 0, lastAt: 0 };
    const waits = tries.lastAt + WAIT_MS - now;
    const isFull = tries.wrong >= MOST_WRONG;
    if (isFull && waits > 0)
      throw new ScannerProblem("PIN_WAIT", `Too many wrong PINs. Please wait ${Math.ceil(waits / 1000)} seconds.`);
    await facts.put({ wrong: isFull ? 1 : tries.wrong + 1, lastAt: now } satisfies Tries, "pins");
  });
}

async function isPinOf(pin: string, { salt, iterations, hash }: Head["supervisors"][number]): Promise<boolean> {
  const key = await crypto.subtle.importKey("raw", bytesOf(pin), "PBKDF2", false, ["deriveBits"]);
  const wanted = fromBase64(hash);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: fromBase64(salt), iterations };
  return areEqual(new Uint8Array(await crypto.subtle.deriveBits(how, key, wanted.length * 8)), wanted);
}
