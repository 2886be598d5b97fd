/** UUIDv7 (RFC 9562): an id that says when it was minted, and that nobody mints twice. */

import { uuidText } from "./bytes.ts";

/** `at` in milliseconds since 1970; what remains is random. */
export function mint(at: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(at / 2 ** 32));
  view.setUint32(2, at % 2 ** 32);
  view.setUint8(6, 0x70 | (view.getUint8(6) & 0x0f));
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return uuidText(bytes);
}
