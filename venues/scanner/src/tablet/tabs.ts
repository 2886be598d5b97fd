/** Several tabs are one tablet: they take turns, and tell each other what is new. */

export type News = "pairing" | "duty" | "manifest" | "items";

export class Tabs {
  readonly #channel: BroadcastChannel;

  constructor(private readonly name: string) {
    this.#channel = new BroadcastChannel(`paddock:${name}`);
    (this.#channel as { unref?: () => void }).unref?.(); // Node would wait for it for ever
  }

  tell(news: News): void {
    this.#channel.postMessage(news);
  }

  listen(listener: (news: News) => void): void {
    this.#channel.onmessage = (event: MessageEvent<News>) => listener(event.data);
  }

  /** Do the work while no other tab does the same. */
  async inTurn<T>(what: "sync" | "feed", work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const options = signal ? { signal } : {};
    return navigator.locks.request(`paddock:${this.name}:${what}`, options, work) as Promise<T>;
  }

  close(): void {
    this.#channel.close();
  }
}
