/** Ed25519 signatures: WebCrypto's, or where it has none noble's, which is good for verifying only. */

import { verifyAsync } from "@noble/ed25519";

import type { Bytes } from "./bytes.ts";

const KNOWN = new Map<string, Promise<CryptoKey>>();

export async function verifies(key: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  const imported = await importedFrom(key);
  if (imported) return crypto.subtle.verify("Ed25519", imported, signature, message);
  return verifyAsync(signature, message, key, { zip215: false }).catch(() => false);
}

async function importedFrom(key: Bytes): Promise<CryptoKey | null> {
  const name = key.join();
  let known = KNOWN.get(name);
  if (!known) {
    known = crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    KNOWN.set(name, known);
  }
  return known.catch(() => null);
}
