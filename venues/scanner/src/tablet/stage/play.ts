/** A tablet in a test: a scanner over a database and a clock of its own, beside a server. */

import "fake-indexeddb/auto";

import type { RunningScanner, ScannerOptions } from "../contract.ts";
import { type Head } from "../heads.ts";
import { createScanner } from "../scanner.ts";
import { headOf, HOUR, PassKey, people } from "./event.ts";
import { FakeServer } from "./server.ts";
import { Truth } from "./truth.ts";

export const START = Date.parse("2026-09-20T02:00:00Z");

/** A clock that stands still until it is told to go on or to leap. */
export class TestClock {
  at: number;
  #elapsed = 0;

  constructor(at = START + HOUR) {
    this.at = at;
  }

  now = (): number => this.at;
  elapsed = (): number => this.#elapsed;

  pass(ms: number): void {
    this.at += ms;
    this.#elapsed += ms;
  }

  /** Somebody sets the clock. */
  leap(ms: number): void {
    this.at += ms;
  }
}

let databases = 0;

export class Play {
  readonly clock = new TestClock();
  readonly scanners: RunningScanner[] = [];
  readonly storage = `test-${process.pid}-${databases++}`;

  private constructor(
    readonly key: PassKey,
    readonly server: FakeServer,
    /** The true time, which the server keeps. */
    readonly world: TestClock,
  ) {}

  static async begin(count = 20, head: Partial<Head> = {}): Promise<Play> {
    const key = await PassKey.make("01");
    const truth = new Truth(await headOf(START, [key], head));
    for (const row of people(count)) truth.rows.set(row[0], row);
    const world = new TestClock();
    return new Play(key, await new FakeServer(truth, () => world.now()).start(), world);
  }

  get truth(): Truth {
    return this.server.truth;
  }

  /** Time goes by, for everybody. */
  pass(ms: number): void {
    this.world.pass(ms);
    this.clock.pass(ms);
  }

  ticket(n: number, issue = 1): Promise<string> {
    return this.key.sign(n, START - 24 * HOUR, START + 24 * HOUR, issue);
  }

  /** A scanner over the tablet's database; another one is another tab, or the app opened again. */
  async open(options: ScannerOptions = {}): Promise<RunningScanner> {
    const scanner = await createScanner({
      origin: this.server.origin,
      storage: this.storage,
      app: "1.0.0",
      clock: this.clock,
      askWithinMs: 300,
      syncEveryMs: 0,
      hasFeed: false,
      batteryPercent: () => 87,
      isStoragePersisted: () => Promise.resolve(true),
      onWake: () => () => undefined,
      ...options,
    });
    this.scanners.push(scanner);
    return scanner;
  }

  /** Paired, on duty at the first gate, with its manifest. */
  async ready(options: ScannerOptions = {}): Promise<RunningScanner> {
    const scanner = await this.open(options);
    await scanner.pair("abcd-2345", "Tablet");
    await scanner.choose(scanner.snapshot.duties[0]!);
    return scanner;
  }

  async end(): Promise<void> {
    await Promise.all(this.scanners.map((scanner) => scanner.close()));
    await this.server.stop();
  }
}
