/** A server after docs/tablets.md, with faults on demand, over real HTTP and WebSockets. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import { encode } from "cborg";
import { parse } from "graphql";
import { useServer } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";

import type { Spoken } from "../batches.ts";
import { base64, bytesOf, fromBase64, join } from "../bytes.ts";
import type { ConflictNote } from "../contract.ts";
import type { Head } from "../heads.ts";
import { EVENT, GATES, HOUR } from "./event.ts";
import type { Heard, Truth } from "./truth.ts";

export const DEVICE = "01920000-0000-7000-8000-0000000000c1";

interface Call {
  query: string;
  variables: { input: { batch: string; signature: string; code: string; publicKey: string; name: string } };
}

/** Where a subscriber stands. */
interface Place {
  after: number;
  head: string;
}

export class FakeServer {
  /** How the next requests fare; then all is well again. */
  readonly fates: ("drop" | "apply and drop" | "hang" | "html" | "unavailable" | "break off")[] = [];
  isRevoked = false;
  /** Whether it answers only what does not matter. */
  takesNoBatches = false;
  isDown = false;
  /** How all downloads fare instead. */
  refuses: { status: number; retryAfter?: string } | null = null;
  /** Whether the next place that is named is unknown. */
  goneOnce = false;
  code = "ABCD2345";
  delayMs = 0;
  aheadMs = 0;
  hasGate = true;
  /** Why leads are not taken; empty where they are. */
  leadCode = "";
  conflicts: (Omit<ConflictNote, "passages" | "eventId"> & { event: { id: string } | null; passages: object[] })[] = [];
  readonly batches: { v: number; device: string; status: Record<string, unknown>; items: Spoken[] }[] = [];
  readonly paths: string[] = [];
  publicKey = "";
  origin = "";
  /** How the next manifests differ from the truth. */
  bent: Partial<Head> = {};
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #wakes = new Set<() => void>();

  constructor(
    readonly truth: Truth,
    readonly now: () => number,
  ) {
    this.#http = createServer((request, response) => void this.#answer(request, response));
    this.#sockets = new WebSocketServer({ server: this.#http, path: "/graphql" });
    useServer<Record<string, unknown>>(
      {
        onConnect: ({ connectionParams }) => connectionParams?.["authorization"] === "Bearer pd_secret",
        onSubscribe: (_context, _id, { query, variables }) =>
          ({ document: parse(query), variableValues: variables }) as never,
        subscribe: (args: unknown) => this.#feed((args as { variableValues: Place }).variableValues),
      },
      this.#sockets,
    );
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#http.listen(0, "127.0.0.1", resolve));
    this.origin = `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  /** Somebody passed, or a person changed: whoever subscribed is told. */
  async ring(): Promise<void> {
    await this.truth.conclude();
    for (const wake of this.#wakes) wake();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    const body = await bodyOf(request).catch(() => null);
    if (body === null) return; // who asked did not wait
    this.paths.push(path);
    const isFated = path.startsWith("/m") || (path === "/graphql" && this.fates[0] !== "break off");
    const fate = isFated ? this.fates.shift() : undefined;
    if (this.isDown || fate === "drop") return void request.socket.destroy();
    if (fate === "hang") return;
    if (fate === "html") return void response.end("<html>Please accept our terms</html>");
    if (this.delayMs) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    if (this.refuses && /^\/[mc]/.test(path)) {
      const { status, retryAfter } = this.refuses;
      return void response.writeHead(status, retryAfter ? { "retry-after": retryAfter } : {}).end();
    }
    if (path.startsWith("/m")) return this.#manifest(response, fate === "break off");
    if (path.startsWith("/c")) return this.#changes(new URL(path, this.origin), response);
    const result =
      fate === "unavailable"
        ? { errors: [{ message: "later", extensions: { code: "UNAVAILABLE" } }] }
        : await this.#execute(JSON.parse(body) as Call, request.headers.authorization);
    if (fate === "apply and drop") return void request.socket.destroy();
    response.setHeader("content-type", "application/json").end(JSON.stringify(result));
  }

  async #execute({ query, variables }: Call, authorization: string | undefined): Promise<object> {
    if (query.includes("devicePair")) return { data: { devicePair: this.#pair(variables.input) } };
    const isBatch = query.includes("scanBatchSubmit");
    if (this.isRevoked || (isBatch && this.takesNoBatches) || authorization !== "Bearer pd_secret")
      return { errors: [{ message: "no", extensions: { code: "UNAUTHENTICATED" } }] };
    if (isBatch) return { data: { scanBatchSubmit: await this.#hear(variables.input) } };
    if (query.includes("duties")) return { data: { device: { ...this.#device("Tablet"), duties: this.#duties() } } };
    return { data: { __typename: "Query" } };
  }

  #pair({ code, publicKey, name }: Call["variables"]["input"]): object {
    if (code !== this.code)
      return {
        credential: null,
        device: null,
        userErrors: [{ code: "PAIRING_CODE_WRONG", message: "wrong", field: "code" }],
      };
    this.publicKey = publicKey;
    return { credential: "pd_secret", device: this.#device(name), userErrors: [] };
  }

  #device(name: string): object {
    return { key: DEVICE, name, venue: { name: "The Hall" }, revokedAt: null };
  }

  #duties(): object[] {
    const { event } = this.truth.head;
    const window = { startsAt: iso(event.startsAt - 2 * HOUR), endsAt: iso(event.endsAt + HOUR) };
    return GATES.map((gate, place) => ({
      eventKey: EVENT,
      gateKey: gate,
      event: { id: event.node, title: event.title, startsAt: iso(event.startsAt), endsAt: iso(event.endsAt) },
      gate: { id: `G${place}`, name: this.truth.head.gates[place]!.name },
      ...window,
      manifestUrl: `/manifests/${EVENT}`,
      changesUrl: `/changes/${EVENT}`,
    }));
  }

  async #hear({ batch, signature }: Call["variables"]["input"]): Promise<object> {
    const key = await crypto.subtle.importKey("raw", fromBase64(this.publicKey), "Ed25519", false, ["verify"]);
    const message = bytesOf(`paddock batch 1\n${batch}`);
    const isSigned = await crypto.subtle.verify("Ed25519", key, fromBase64(signature), message);
    const receivedAt = this.now() + this.aheadMs;
    const empty = { answers: [], undone: [], leads: [], conflicts: [], unreadable: 0, receivedAt: iso(receivedAt) };
    if (!isSigned) return { ...empty, userErrors: [{ code: "SIGNATURE_WRONG", message: "no", field: "signature" }] };
    if (!this.hasGate) return { ...empty, userErrors: [{ code: "NOT_FOUND", message: "no", field: "gate" }] };
    const said = JSON.parse(batch) as (typeof this.batches)[number] & { sentAt: number; gate: string };
    this.batches.push(said);
    this.truth.hear(
      said.items.map(({ kind, id, at, ...more }): Heard => {
        return { device: said.device, gate: said.gate, kind, id, at: at + receivedAt - said.sentAt, said: more };
      }),
    );
    const rulings = await this.truth.conclude();
    for (const wake of this.#wakes) wake();
    return {
      ...empty,
      answers: said.items.filter(({ id }) => rulings.has(id)).map(({ id }) => this.#ruling(id, rulings.get(id)!)),
      undone: said.items.filter(({ kind }) => kind === "undo").map(({ scan }) => scan),
      leads: said.items
        .filter(({ kind }) => kind === "lead")
        .map(({ id }) => ({ leadId: id, isTaken: !this.leadCode, code: this.leadCode || null, message: null })),
      conflicts: this.conflicts,
      userErrors: [],
    };
  }

  #ruling(
    id: string,
    { verdict, earlier }: Awaited<ReturnType<Truth["conclude"]>> extends Map<string, infer R> ? R : never,
  ): object {
    const scan = [...this.truth.heard.values()].find((one) => one.id === id)!;
    const gate = this.truth.head.gates.find((one) => one.id === (earlier ?? scan).gate);
    const at = iso(scan.at);
    return {
      scanId: id,
      verdict,
      at,
      isTimeSuspect: false,
      holderName: "Name by the server",
      checkedInAt: earlier ? iso(earlier.at) : at,
      gateName: gate?.name ?? "",
    };
  }

  #manifest(response: ServerResponse, breaksOff: boolean): void {
    const { truth } = this;
    const rows = [...truth.rows.values()];
    const head = { ...truth.head, people: rows.length, seq: truth.changes.length, ...this.bent };
    const passages = truth.counted.map(
      (one) =>
        [
          one.seat,
          one.at,
          truth.head.gates.findIndex(({ id }) => id === one.gate),
          one.direction === "EXIT" ? 1 : 0,
        ] as const,
    );
    const lines = rows.map((row) => {
      const own = passages.filter(([seat]) => seat === row[0]).map(([, ...passage]) => passage);
      return JSON.stringify(own.length ? [...row, ...Array<unknown>(Math.max(0, 7 - row.length)).fill(0), own] : row);
    });
    const bytes = gzipSync([JSON.stringify(head), ...lines].join("\n") + "\n");
    response.setHeader("content-encoding", "gzip");
    if (!breaksOff) return void response.end(bytes);
    response.write(bytes.subarray(0, bytes.length >> 1), () => response.socket?.destroy());
  }

  #changes(url: URL, response: ServerResponse): void {
    const after = Number(url.searchParams.get("after"));
    const isGone = this.goneOnce || after > this.truth.changes.length;
    this.goneOnce = false;
    if (isGone) return void response.writeHead(410).end();
    response.end(this.#bytesAfter(after, url.searchParams.get("head") ?? ""));
  }

  #bytesAfter(after: number, known: string): Uint8Array {
    const { changes, head } = this.truth;
    const news = known === head.head ? null : JSON.stringify(head);
    return join(encode([changes.length, true, head.validUntil, news]), ...changes.slice(after));
  }

  async *#feed({ after, head }: Place): AsyncGenerator<object> {
    for (;;) {
      const seq = this.truth.changes.length;
      const changes = base64(this.#bytesAfter(after, head));
      yield { data: { doorFeed: { seq, changes, live: true } } };
      [after, head] = [seq, this.truth.head.head];
      await new Promise<void>((resolve) => this.#wakes.add(resolve));
    }
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
