/**
 * The pass of a seat: a text that is checked with a public key and no network.
 *
 * A pass is a CWT in a COSE_Sign1, signed with Ed25519, in base45 after `PD1:`, in exactly one form.
 * Its layout is matched and never parsed: nothing that a stranger wrote reaches a decoder.
 */

import { decode } from "./base45.ts";
import { areEqual, type Bytes, bytesOf, fromBase64, hex, join, seatText, uuidText } from "./bytes.ts";
import { verifies } from "./signatures.ts";

export const MOST_CHARACTERS = 221;

export interface Pass {
  /** As in the manifest: 22 characters of base64url. */
  seat: string;
  /** A UUID as text. */
  event: string;
  kind: number;
  issue: number;
  /** Milliseconds since 1970; good from the one until just before the other. */
  notBefore: number;
  expiresAt: number;
}

/** Raw Ed25519 keys by the hexadecimal text of their id. */
export type Keys = ReadonlyMap<string, Bytes>;

/** The keys of a manifest's head; a key with no proper id or of another length is left out. */
export function keysOf(listed: readonly { id: string; key: string }[]): Keys {
  const keys = listed.map(({ id, key }) => [id.toLowerCase(), fromBase64(key)] as const);
  return new Map(keys.filter(([id, raw]) => /^([0-9a-f]{2}){1,4}$/.test(id) && raw.length === 32));
}

/** Read a pass that one of the keys has signed; null for any other text. Spaces around it are ignored. */
export async function read(text: string, keys: Keys): Promise<Pass | null> {
  const message = messageOf(text);
  const found = message && match(message);
  const key = found && keys.get(hex(found.keyId));
  if (!found || !key) return null;
  return (await verifies(key, found.signature, signedBy(found))) ? found.pass : null;
}

interface Found {
  pass: Pass;
  keyId: Bytes;
  header: Bytes;
  claims: Bytes;
  signature: Bytes;
}

function messageOf(text: string): Bytes | null {
  const stripped = strip(text);
  if (stripped.length > MOST_CHARACTERS || !stripped.startsWith("PD1:")) return null;
  return decode(stripped.slice(4));
}

/** What Python's str.strip takes away, which is not quite what trim does. */
function strip(text: string): string {
  const blanks = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  return text.replace(new RegExp(`^${blanks}`, "u"), "").replace(new RegExp(`${blanks}$`, "u"), "");
}

/** The whole message as it must be, byte for byte, or null. */
function match(message: Bytes): Found | null {
  const reader = new Reader(message);
  if (!reader.expect(0xd2, 0x84)) return null; // COSE_Sign1: tag 18, a list of four
  const headerLength = reader.byte() - 0x40;
  const idLength = headerLength - 5;
  if (idLength < 1 || idLength > 4) return null;
  const header = reader.peek(headerLength);
  if (!reader.expect(0xa2, 0x01, 0x32, 0x04, 0x40 + idLength)) return null; // Ed25519, the key id
  const keyId = reader.take(idLength);
  if (!reader.expect(0xa0, 0x58)) return null; // nothing unprotected; the claims
  const claimsLength = reader.byte();
  const claims = reader.peek(claimsLength);
  const end = reader.place + claimsLength;
  const pass = claimsOf(reader);
  if (!pass || reader.place !== end) return null;
  if (!reader.expect(0x58, 0x40)) return null;
  const signature = reader.take(64);
  return signature.length === 64 && reader.isAtEnd ? { pass, keyId, header, claims, signature } : null;
}

function claimsOf(reader: Reader): Pass | null {
  if (!reader.expect(0xa4, 0x04, 0x1a)) return null;
  const expiresAt = reader.number(4);
  if (!reader.expect(0x05, 0x1a)) return null;
  const notBefore = reader.number(4);
  if (!reader.expect(0x07, 0x50)) return null;
  const seat = reader.take(16);
  if (!reader.expect(0x3a, 0x00, 0x01, 0x00, 0x00, 0x83, 0x50)) return null;
  const event = reader.take(16);
  const kind = reader.byte();
  const issue = issueOf(reader);
  // A number in more bytes than it needs is another text of the same pass.
  if (kind > 0x17 || issue === null || expiresAt < 0x10000 || notBefore < 0x10000) return null;
  return {
    seat: seatText(seat),
    event: uuidText(event),
    kind,
    issue,
    notBefore: notBefore * 1000,
    expiresAt: expiresAt * 1000,
  };
}

function issueOf(reader: Reader): number | null {
  const first = reader.byte();
  if (first <= 0x17) return first;
  const length = first === 0x18 ? 1 : first === 0x19 ? 2 : 0;
  const issue = reader.number(length);
  return length > 0 && issue >= (length === 1 ? 0x18 : 0x100) ? issue : null;
}

/** Sig_structure of RFC 9052, as deterministic CBOR; a claims set is 24 to 255 bytes long. */
function signedBy({ header, claims }: Found): Bytes {
  const context = join(Uint8Array.of(0x84, 0x6a), bytesOf("Signature1"));
  const start = Uint8Array.of(0x40 + header.length);
  return join(context, start, header, Uint8Array.of(0x40, 0x58, claims.length), claims);
}

/** Reads bytes in turn; past the end it reads nothing, and -1 as a byte, which no layout has. */
class Reader {
  place = 0;

  constructor(readonly bytes: Bytes) {}

  get isAtEnd(): boolean {
    return this.place === this.bytes.length;
  }

  expect(...expected: number[]): boolean {
    return areEqual(this.take(expected.length), Uint8Array.from(expected));
  }

  byte(): number {
    return this.bytes[this.place++] ?? -1;
  }

  peek(length: number): Bytes {
    return this.bytes.slice(this.place, this.place + Math.max(length, 0));
  }

  take(length: number): Bytes {
    const taken = this.peek(length);
    this.place += length;
    return taken;
  }

  number(length: number): number {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0);
  }
}
