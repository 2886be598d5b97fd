/** Bytes and the texts that stand for them. */

export type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = new TextEncoder();

export function bytesOf(text: string): Bytes {
  return utf8.encode(text);
}

export function join(...parts: Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let place = 0;
  for (const part of parts) {
    joined.set(part, place);
    place += part.length;
  }
  return joined;
}

export function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Throws a RangeError for what is not pairs of hexadecimal digits. */
export function fromHex(text: string): Bytes {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new RangeError(`not hexadecimal: ${text}`);
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** RFC 4648 with padding. */
export function base64(bytes: Uint8Array): string {
  const block = 0x8000; // as many arguments as every engine takes
  let text = "";
  for (let at = 0; at < bytes.length; at += block) text += String.fromCharCode(...bytes.subarray(at, at + block));
  return btoa(text);
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The 22 characters that stand for a seat in the manifest. */
export function seatText(bytes: Uint8Array): string {
  return base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** A UUID as text, of the 22 characters that stand for it in the manifest. */
export function uuidOfSeat(seat: string): string {
  return uuidText(fromBase64(seat.replaceAll("-", "+").replaceAll("_", "/")));
}

export function seatOfUuid(uuid: string): string {
  return seatText(fromHex(uuid.replaceAll("-", "")));
}

export function uuidText(bytes: Uint8Array): string {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
