/**
 * Whom to ask, and whether to wait for the answer.
 *
 * Each scan asks and waits a moment. After two time-outs it waits no more: the tablet decides first, and
 * looks for the server, or an edge at the venue, in the background until one answers in time.
 */

import { type Api, Refused, Unauthenticated, Unreachable } from "./api.ts";

export interface Target {
  origin: string;
  kind: "server" | "edge";
}

const TIME_OUTS = 2;
const PROBE_WITHIN_MS = 2_000;
const SOONEST_PROBE_MS = 1_000;
const LATEST_PROBE_MS = 30_000;

export class Reach {
  /** Addresses of edges, from the manifest. */
  edges: readonly string[] = [];
  #target: Target;
  #isReached: boolean | null = null;
  #isQuick = true;
  #timeOuts = 0;
  #pause = SOONEST_PROBE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #probing: Promise<Target | null> | null = null;
  readonly #answering = new Map<string, boolean>();
  #isClosed = false;

  constructor(
    private readonly api: Api,
    private readonly server: string,
    private readonly withinMs: number,
    private readonly changed: () => void,
  ) {
    this.#target = { origin: server, kind: "server" };
  }

  get network(): "server" | "edge" | "none" {
    return this.#isReached ? this.#target.kind : "none";
  }

  /** Whom to send to, though nobody may be there. */
  get target(): Target {
    return this.#target;
  }

  /** Ask, and wait for no longer than a person at the gate would; null where no answer came. */
  async ask<T>(send: (target: Target, withinMs: number) => Promise<T>): Promise<{ said: T; by: Target } | null> {
    if (!this.#isQuick) return null;
    const by = this.#target;
    try {
      const said = await send(by, this.withinMs);
      this.#timeOuts = 0;
      this.#reached(true);
      return { said, by };
    } catch (fault) {
      if (fault instanceof Unauthenticated && by.kind === "edge") {
        this.decideFirst(); // only the server can say that a tablet was revoked, and is looked for
        return null;
      }
      if (!(fault instanceof Unreachable || fault instanceof Refused)) throw fault;
      this.#timeOuts++;
      if (this.#timeOuts >= TIME_OUTS) this.decideFirst();
      return null;
    }
  }

  /** The edges of the venue, and whether each answered when it was tried last; null if it never was. */
  get edgesTried(): { address: string; isReached: boolean | null }[] {
    return this.edges.map((edge) => ({ address: edge, isReached: this.#answering.get(originOf(edge)) ?? null }));
  }

  /** Try each edge, whoever is asked at present: whether it may be reached has to be known beforehand. */
  async tryEdges(): Promise<void> {
    await Promise.all(this.edges.map((edge) => this.#trip({ origin: originOf(edge), kind: "edge" })));
    this.changed();
  }

  /** Wait for no answers until somebody is found again. */
  decideFirst(): void {
    this.#isQuick = false;
    this.#reached(false);
    this.#probeLater();
  }

  /** Somebody answered, in time or not. */
  answered(): void {
    this.#reached(true);
  }

  /** Look now for somebody who answers: the server rather than an edge, whoever is quick rather than slow. */
  probe(): Promise<Target | null> {
    this.#probing ??= this.#probe().finally(() => (this.#probing = null));
    return this.#probing;
  }

  /** The network may be back. */
  wake(): void {
    this.#pause = SOONEST_PROBE_MS;
    if (!this.#isQuick || !this.#isReached) void this.probe();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #probe(): Promise<Target | null> {
    clearTimeout(this.#timer);
    const targets: Target[] = [
      { origin: this.server, kind: "server" },
      ...this.edges.map((edge): Target => ({ origin: originOf(edge), kind: "edge" })),
    ];
    const trips = await Promise.all(targets.map((target) => this.#trip(target)));
    const places = [...targets.keys()].filter((place) => trips[place] !== null);
    const best = places.find((place) => trips[place]! <= this.withinMs) ?? places[0];
    if (best === undefined) {
      this.#isQuick = false;
      this.#reached(false);
      this.#probeLater();
      return null;
    }
    this.#target = targets[best]!;
    this.#isQuick = trips[best]! <= this.withinMs;
    this.#timeOuts = 0;
    this.#pause = SOONEST_PROBE_MS;
    this.#reached(true);
    if (!this.#isQuick) this.#probeLater();
    return this.#target;
  }

  /** How long an answer takes, in milliseconds; null if none comes. */
  async #trip(target: Target): Promise<number | null> {
    const took = await this.#tripTo(target);
    if (target.kind === "edge") this.#answering.set(target.origin, took !== null);
    return took;
  }

  async #tripTo(target: Target): Promise<number | null> {
    const start = performance.now();
    try {
      await this.api.graphql(target.origin, "{ __typename }", {}, PROBE_WITHIN_MS);
    } catch (fault) {
      // The server's no is an answer, which a sync must hear; an edge's makes it no use to us.
      if (target.kind === "edge" || fault instanceof Unreachable) return null;
    }
    return performance.now() - start;
  }

  #reached(isReached: boolean): void {
    if (this.#isReached === isReached) return;
    this.#isReached = isReached;
    this.changed();
  }

  #probeLater(): void {
    clearTimeout(this.#timer);
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.probe(), this.#pause * (0.75 + Math.random() / 2));
    this.#pause = Math.min(this.#pause * 2, LATEST_PROBE_MS);
  }
}

function originOf(address: string): string {
  return new URL(address).origin;
}
