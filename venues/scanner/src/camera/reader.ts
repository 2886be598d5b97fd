/** Asks the decoder for what is in a frame, one at a time, and replaces a decoder that fails. */

import type { Frame, Reading } from "./decoder.ts";

/** What of a Worker is needed. */
export type Decoder = Pick<Worker, "postMessage" | "terminate" | "onmessage" | "onerror" | "onmessageerror">;

const LONGEST_MS = 3_000; // ten times what a slow tablet takes, the start of the decoder included
const PAUSE_MS = 500; // between two decoders, so that one which cannot work does not keep the tablet busy
const TROUBLING = 3; // failures in a row; one alone mends itself before anybody sees it

export class Reader {
  #decoder: Decoder | null = null;
  #busySince: number | null = null;
  #restAt = -Infinity;
  #failures = 0;

  constructor(
    private readonly start: () => Decoder,
    private readonly onReading: (reading: Reading) => void,
    private readonly onTrouble: (isTroubled: boolean) => void,
  ) {}

  /** Whether a frame that is grabbed at this time would be read; one that takes too long is given up. */
  isFree(at: number): boolean {
    if (this.#busySince !== null && at - this.#busySince > LONGEST_MS) this.#fail(at);
    return this.#busySince === null && at >= this.#restAt;
  }

  read(frame: Frame): void {
    this.#busySince = frame.grabbed;
    this.#decoder ??= this.#started(frame.grabbed);
    this.#decoder.postMessage(frame, [frame.picture]);
  }

  close(): void {
    this.#decoder?.terminate();
    this.#decoder = this.#busySince = null;
  }

  #started(at: number): Decoder {
    const decoder = this.start();
    decoder.onmessage = ({ data }: MessageEvent<Reading>) => {
      this.#busySince = null;
      if (data.isBroken) return this.#fail(data.grabbed);
      if (this.#failures >= TROUBLING) this.onTrouble(false);
      this.#failures = 0;
      this.onReading(data);
    };
    decoder.onerror = decoder.onmessageerror = () => this.#fail(this.#busySince ?? at);
    return decoder;
  }

  /** Its memory may be spoiled, so that it would fail at every frame: the next has a new one. */
  #fail(at: number): void {
    this.close();
    this.#restAt = at + PAUSE_MS;
    if (++this.#failures === TROUBLING) this.onTrouble(true);
  }
}
