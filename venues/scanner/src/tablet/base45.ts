/** Base45 (RFC 9285): what a QR code holds most densely as characters. */

import type { Bytes } from "./bytes.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map(Array.from(ALPHABET, (character, value) => [character, value]));

/** The bytes, or null where the text is not the one form in which they are written. */
export function decode(text: string): Bytes | null {
  if (text.length % 3 === 1) return null;
  const bytes: number[] = [];
  for (let place = 0; place < text.length; place += 3) {
    const group = text.slice(place, place + 3);
    const value = valueOf(group);
    if (value === null || value > (group.length === 3 ? 0xffff : 0xff)) return null;
    if (group.length === 3) bytes.push(value >> 8);
    bytes.push(value & 0xff);
  }
  return Uint8Array.from(bytes);
}

function valueOf(group: string): number | null {
  let value = 0;
  for (let place = group.length - 1; place >= 0; place--) {
    const digit = VALUES.get(group.charAt(place));
    if (digit === undefined) return null;
    value = value * 45 + digit;
  }
  return value;
}
