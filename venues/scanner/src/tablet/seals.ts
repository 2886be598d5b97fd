/** Personal data lies encrypted: AES-GCM, with a key for each event that cannot leave the tablet. */

import { type Bytes, bytesOf } from "./bytes.ts";
import type { Sealed, Store } from "./store.ts";

export class Seal {
  constructor(private readonly key: CryptoKey) {}

  async close(text: string | Bytes): Promise<Sealed> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = typeof text === "string" ? bytesOf(text) : text;
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, plain) };
  }

  async open(sealed: Sealed): Promise<Bytes> {
    const { iv, data } = sealed;
    return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, data));
  }

  async text(sealed: Sealed): Promise<string> {
    return new TextDecoder().decode(await this.open(sealed));
  }
}

export function sealName(event: string): string {
  return `event:${event}`;
}

/** The seal of an event; its key is made at the first call. */
export async function sealOf(store: Store, event: string): Promise<Seal> {
  const name = sealName(event);
  const known = await store.get("keys", name);
  if (known) return new Seal(known);
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const writing = store.transaction("keys", "readwrite", { durability: "strict" });
  const other = await writing.store.get(name); // another tab was first
  if (!other) await writing.store.put(made, name);
  await writing.done;
  return new Seal(other ?? made);
}
