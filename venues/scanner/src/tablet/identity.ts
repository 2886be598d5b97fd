/** The tablet's own key: Ed25519, made here, and nobody can take it away. */

import { base64, type Bytes, bytesOf } from "./bytes.ts";
import type { Store } from "./store.ts";

export class Identity {
  constructor(
    private readonly secret: CryptoKey,
    /** The 32 raw bytes of the public half. */
    readonly publicKey: Bytes,
  ) {}

  signBatch(batch: string): Promise<string> {
    return this.#sign(`paddock batch 1\n${batch}`);
  }

  signConsent(receipt: string): Promise<string> {
    return this.#sign(`paddock consent 1\n${receipt}`);
  }

  async #sign(text: string): Promise<string> {
    return base64(new Uint8Array(await crypto.subtle.sign("Ed25519", this.secret, bytesOf(text))));
  }
}

/** The key as it was made before; null where it was not. */
export async function stored(store: Store): Promise<Identity | null> {
  const [secret, open] = await Promise.all([store.get("keys", "secret"), store.get("keys", "public")]);
  return secret && open ? new Identity(secret, await raw(open)) : null;
}

/** The key, made at the first call; null where this browser cannot make one that is not extractable. */
export async function made(store: Store): Promise<Identity | null> {
  const pair = await generated();
  if (!pair) return null;
  const writing = store.transaction("keys", "readwrite", { durability: "strict" });
  if (!(await writing.store.get("secret"))) {
    await writing.store.put(pair.privateKey, "secret");
    await writing.store.put(pair.publicKey, "public");
  }
  await writing.done;
  return stored(store);
}

export async function isSupported(): Promise<boolean> {
  return (await generated()) !== null;
}

async function generated(): Promise<CryptoKeyPair | null> {
  try {
    const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
    return pair.privateKey.extractable ? null : pair;
  } catch {
    return null;
  }
}

async function raw(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", key));
}
