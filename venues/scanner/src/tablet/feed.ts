/** Others' scans, pushed while there is a network: a subscription, in one of the tabs. */

import { type Client, createClient } from "graphql-ws";

import { fromBase64 } from "./bytes.ts";
import { applyChanges } from "./keeping.ts";
import type { Tablet } from "./tablet.ts";

const SUBSCRIBE = `subscription Door($event: ID!, $after: Float!, $head: String!) {
  doorFeed(event: $event, after: $after, head: $head) { seq changes live }
}`;
const SOONEST_MS = 2_000;
const LATEST_MS = 60_000;

interface News {
  doorFeed: { seq: number; changes: string; live: boolean };
}

export class Feed {
  readonly #stop = new AbortController();
  #client: Client | null = null;
  #wake: () => void = () => undefined;

  /** `lost` is called where the feed cannot go on from what lies here. */
  constructor(
    private readonly tablet: Tablet,
    private readonly lost: () => void,
  ) {}

  /** Listen until closed; returns at once. */
  open(): void {
    void this.tablet.tabs
      .inTurn("feed", () => this.#follow(), this.#stop.signal)
      .catch((fault: unknown) => {
        if (!this.#stop.signal.aborted) throw fault;
      });
  }

  /** Begin anew: another event, another server, or a network that may be back. */
  again(): void {
    void this.#client?.dispose();
    this.#wake();
  }

  close(): void {
    this.#stop.abort();
    this.again();
  }

  async #follow(): Promise<void> {
    for (let pause = SOONEST_MS; !this.#stop.signal.aborted; pause = Math.min(pause * 2, LATEST_MS)) {
      const { duty, loaded, pairing } = this.tablet;
      const isFit = duty && loaded && pairing && !pairing.isRevoked && this.tablet.reach.network !== "none";
      if (isFit && loaded.stored.origin === this.tablet.reach.target.origin) {
        const hasHeard = await this.#listen(duty.eventId, loaded.stored.origin, pairing.credential);
        if (hasHeard) pause = SOONEST_MS;
      }
      await this.#rest(pause * (0.75 + Math.random() / 2));
    }
  }

  /** Until the subscription ends, for whatever reason. Returns whether anything came. */
  async #listen(event: string, origin: string, credential: string): Promise<boolean> {
    const { loaded } = this.tablet;
    if (!loaded) return false;
    const client = createClient({
      url: `${origin.replace(/^http/, "ws")}/graphql`,
      connectionParams: { authorization: `Bearer ${credential}` },
      retryAttempts: 0,
      keepAlive: 20_000,
    });
    this.#client = client;
    let hasHeard = false;
    try {
      const variables = { event, after: loaded.seq, head: loaded.head.head };
      for await (const { data, errors } of client.iterate<News>({ query: SUBSCRIBE, variables })) {
        if (!data?.doorFeed || errors?.length) break;
        hasHeard = true;
        if (!data.doorFeed.changes) continue;
        const applied = await applyChanges(this.tablet, fromBase64(data.doorFeed.changes));
        if (!applied || applied.hasNewHead) break; // listen anew, from where the tablet stands now
      }
    } catch {
      // The socket broke, or the place is gone: a sync finds out, and takes the manifest anew.
    } finally {
      await client.dispose();
      this.#client = null;
    }
    if (!this.#stop.signal.aborted) this.lost();
    return hasHeard;
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
