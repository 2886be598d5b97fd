/** UUIDv7 (RFC 9562): an id that says when it was minted, and that nobody mints twice. */

import { uuidText } from "./bytes.ts";

const MOST_COUNT = 0xfff;

let last = { at: -1, count: 0 };

/** `at` in milliseconds since 1970. Of two ids of the same millisecond the later one is greater. */
export function mint(at: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const view = new DataView(bytes.buffer);
  const isAgain = at === last.at && last.count < MOST_COUNT;
  const count = isAgain ? last.count + 1 : view.getUint16(6) & (MOST_COUNT >> 1);
  last = { at, count };
  view.setUint16(0, Math.floor(at / 2 ** 32));
  view.setUint32(2, at % 2 ** 32);
  view.setUint16(6, 0x7000 | count);
  view.setUint8(8, 0x80 | (view.getUint8(8) & 0x3f));
  return uuidText(bytes);
}
