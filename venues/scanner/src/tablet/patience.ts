/** How long a tablet waits until it syncs again: soon where there is a reason, ever later where it fails. */

const LATEST_MS = 120_000;
const MOST_DOUBLINGS = 6;

export const SOON_MS = 1_500;

export class Patience {
  #failures = 0;
  #returns = 0;

  constructor(private readonly everyMs: number) {}

  succeeded(): void {
    this.#failures = 0;
    this.#returns = 0;
  }

  failed(): void {
    this.#failures++;
  }

  /** Milliseconds after the network is back; longer each time that it was and the sync failed all the same. */
  returned(): number {
    if (this.#returns === 0) this.#failures = 0;
    return this.pause(SOON_MS * 2 ** Math.min(this.#returns++, MOST_DOUBLINGS));
  }

  /** What becomes of a wait of so many milliseconds. */
  pause(inMs: number): number {
    if (this.#failures === 0) return inMs;
    return Math.max(inMs, Math.min(this.everyMs * 2 ** (this.#failures - 1), LATEST_MS));
  }
}
