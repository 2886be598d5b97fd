/**
 * The true time, as well as a tablet can tell it whose clock may be wrong, and may be set meanwhile.
 *
 * An epoch is a stretch in which the clock ran on: a new one begins with each start of the app and
 * whenever the clock leapt. A leap forward may be a set clock or a tablet that slept; what was measured
 * before and after tells them apart. What a batch says must fit one clock, so times of older epochs are
 * rewritten to the present one where both were measured.
 */

export interface Clock {
  now(): number;
  elapsed(): number;
}

export interface Moment {
  /** By the tablet's clock. */
  at: number;
  epoch: string;
  trueAt: number;
}

const LEAP_MS = 2_000;
const SLOWEST_TRIP_MS = 5_000;

export class TrueClock {
  #epoch: string;
  #now: number;
  #elapsed: number;
  #offset: number | null = null;
  #guess: number;
  #trip = Infinity;

  /**
   * `offsets` holds, by epoch, what had to be added to the clock; `guess` is the last of them.
   * `floor` is a true time that has surely passed.
   */
  constructor(
    private readonly clock: Clock,
    private readonly offsets: Map<string, number>,
    guess: number,
    private floor: number,
  ) {
    this.#now = clock.now();
    this.#elapsed = clock.elapsed();
    this.#epoch = crypto.randomUUID();
    this.#guess = guess;
  }

  get epoch(): string {
    return this.#epoch;
  }

  /** What must be added to the clock, measured since it last leapt; else null. */
  get offset(): number | null {
    this.#notice();
    return this.#offset;
  }

  /** What is known of epochs, to be stored. */
  get known(): { offsets: [string, number][]; guess: number } {
    return { offsets: [...this.offsets].slice(-100), guess: this.#guess };
  }

  moment(): Moment {
    this.#notice();
    const at = this.clock.now();
    return { at, epoch: this.#epoch, trueAt: this.#trueTime(at) };
  }

  /** The true time now. */
  now(): number {
    return this.moment().trueAt;
  }

  /** Something happened at that true time, so that it is later now. */
  passed(trueAt: number): void {
    this.floor = Math.max(this.floor, trueAt);
  }

  /** The server said its time in answer to what was sent and came back at those times of this clock. */
  measure(serverTime: number, sentAt: number, cameBackAt: number): void {
    this.#notice();
    const trip = cameBackAt - sentAt;
    if (trip < 0 || trip > SLOWEST_TRIP_MS) return;
    this.floor = Math.max(this.floor, serverTime);
    if (this.#offset !== null && trip > this.#trip * 2 + 50) return; // a worse measure
    this.#trip = trip;
    this.#offset = this.#guess = Math.round(serverTime - (sentAt + cameBackAt) / 2);
    this.offsets.set(this.#epoch, this.#offset);
  }

  /** Whether a time of that epoch can only be written by this clock after a measure. */
  mustMeasure(epoch: string): boolean {
    this.#notice();
    return epoch !== this.#epoch && this.#offset === null && this.offsets.has(epoch);
  }

  /** A time of an epoch as this clock would have shown it then. */
  rewritten(at: number, epoch: string): number {
    this.#notice();
    const then = this.offsets.get(epoch);
    if (epoch === this.#epoch || then === undefined || this.#offset === null) return at;
    return at + then - this.#offset;
  }

  #trueTime(at: number): number {
    const time = at + (this.#offset ?? this.#guess);
    return this.#offset === null ? Math.max(time, this.floor) : time;
  }

  #notice(): void {
    const now = this.clock.now();
    const elapsed = this.clock.elapsed();
    const leap = now - this.#now - (elapsed - this.#elapsed);
    this.#now = now;
    this.#elapsed = elapsed;
    if (Math.abs(leap) <= LEAP_MS) return;
    this.#epoch = crypto.randomUUID();
    this.#trip = Infinity;
    if (leap < 0) {
      this.#guess -= leap; // nothing sets a clock back but a hand, so the time goes on as it was
      if (this.#offset !== null) this.offsets.set(this.#epoch, this.#guess);
    }
    this.#offset = null;
  }
}
