import { beforeEach, expect, test } from "vitest";
import type { Reading } from "./decoder.ts";
import { type Decoder, Reader } from "./reader.ts";

/** A decoder that does what the test says, and counts as gone once it was ended. */
class Staged implements Decoder {
  onmessage: Worker["onmessage"] = null;
  onerror: Worker["onerror"] = null;
  onmessageerror: Worker["onmessageerror"] = null;
  frames: number[] = [];
  isEnded = false;

  postMessage({ grabbed }: { grabbed: number }): void {
    this.frames.push(grabbed);
  }

  terminate(): void {
    this.isEnded = true;
  }

  say(reading: Partial<Reading>): void {
    const data = { text: null, grabbed: this.frames.at(-1)!, isBroken: false, ...reading };
    this.onmessage!.call(this as never, { data } as MessageEvent);
  }
}

let decoders: Staged[];
let texts: (string | null)[];
let troubles: boolean[];
let reader: Reader;

beforeEach(() => {
  [decoders, texts, troubles] = [[], [], []];
  reader = new Reader(
    () => {
      decoders.push(new Staged());
      return decoders.at(-1)!;
    },
    ({ text }) => texts.push(text),
    (isTroubled) => troubles.push(isTroubled),
  );
});

function show(grabbed: number): boolean {
  if (!reader.isFree(grabbed)) return false;
  reader.read({ grabbed, picture: {} as VideoFrame });
  return true;
}

test("one frame is read at a time, by the same decoder", () => {
  expect([show(0), show(10)]).toEqual([true, false]);
  decoders[0]!.say({ text: "PD1:A" });
  expect(show(20)).toBe(true);
  decoders[0]!.say({});
  expect([texts, decoders.length]).toEqual([["PD1:A", null], 1]);
});

test("a decoder that threw is replaced, and the next reads on", () => {
  show(0);
  decoders[0]!.say({ isBroken: true });
  expect([show(499), show(500)]).toEqual([false, true]);
  decoders[1]!.say({ text: "PD1:B" });
  expect([texts, decoders[0]!.isEnded, decoders[1]!.isEnded]).toEqual([["PD1:B"], true, false]);
});

test("a decoder that could not even start is replaced", () => {
  show(0);
  decoders[0]!.onerror!.call(decoders[0] as never, {} as ErrorEvent);
  expect([show(100), show(600)]).toEqual([false, true]);
  expect(decoders).toHaveLength(2);
});

test("a decoder that is silent for too long is replaced", () => {
  show(0);
  expect([show(3_000), show(3_001), show(3_501)]).toEqual([false, false, true]);
  expect([decoders[0]!.isEnded, decoders[1]!.frames]).toEqual([true, [3_501]]);
});

test("failures in a row are told, and that they are over", () => {
  for (let n = 0; n < 4; n++) {
    show(n * 1_000);
    decoders.at(-1)!.say({ isBroken: true });
    expect(troubles).toEqual(n < 2 ? [] : [true]);
  }
  show(4_000);
  decoders.at(-1)!.say({});
  expect(troubles).toEqual([true, false]);
});

test("a closed reader leaves nothing running", () => {
  show(0);
  reader.close();
  expect(decoders[0]!.isEnded).toBe(true);
});
