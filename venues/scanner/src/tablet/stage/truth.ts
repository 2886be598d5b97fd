/** What a server has heard, and what it concludes from the set of it: the order does not matter. */

import { encode } from "cborg";

import { fromHex, seatOfUuid } from "../bytes.ts";
import type { Direction, Verdict } from "../contract.ts";
import type { Head } from "../heads.ts";
import { type Passage, rule } from "../passages.ts";
import { keysOf, read } from "../passes.ts";
import type { Row } from "../people.ts";
import { judge, judgeFound } from "../verdicts.ts";

export interface Heard {
  device: string;
  gate: string;
  id: string;
  kind: string;
  at: number;
  said: Record<string, unknown>;
}

export interface Ruling {
  verdict: Verdict;
  earlier: (Passage & { gate: string }) | null;
}

interface Counted extends Passage {
  gate: string;
  seat: string;
}

export class Truth {
  readonly heard = new Map<string, Heard>();
  readonly rows = new Map<string, Row>();
  /** Changes, one for each seq from 1 on. */
  readonly changes: Uint8Array[] = [];
  #counted = new Map<string, Counted>();

  constructor(readonly head: Head) {}

  /** All passages that count. */
  get counted(): Counted[] {
    return [...this.#counted.values()];
  }

  of(kind: string): Heard[] {
    return [...this.heard.values()].filter((one) => one.kind === kind);
  }

  /** Hear items, each of them once, and what was shown if that comes later. */
  hear(items: Heard[]): void {
    for (const item of items) {
      const key = `${item.device}:${item.id}`;
      const before = this.heard.get(key);
      if (!before) this.heard.set(key, item);
      else if (before.said["shown"] === undefined) before.said["shown"] = item.said["shown"];
    }
  }

  put(row: Row): void {
    this.rows.set(row[0], row);
    this.changes.push(encode([2, row]));
  }

  /** The ruling on every scan, in the order of their corrected times; tells the changes. */
  async conclude(): Promise<Map<string, Ruling>> {
    const rulings = new Map<string, Ruling>();
    const counted = new Map<string, Counted>();
    const undone = new Set(this.of("undo").map((undo) => `${undo.device}:${String(undo.said["scan"])}`));
    const scans = [...this.of("scan"), ...this.of("walkIn")].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    for (const scan of scans) {
      const seat = await this.#seatOf(scan);
      const ruling = await this.#ruled(scan, seat, [...counted.values()]);
      rulings.set(scan.id, ruling);
      const lets = ["ADMITTED", "READMITTED", "LEFT"].includes(ruling.verdict) || scan.said["override"];
      if (seat && lets && !undone.has(`${scan.device}:${scan.id}`)) counted.set(scan.id, this.#passage(scan, seat));
    }
    for (const [id, one] of counted) if (!this.#counted.has(id)) this.#tell(one);
    for (const [id, one] of this.#counted)
      if (!counted.has(id)) this.changes.push(encode([1, seatBytes(one.seat), fromHex(id.slice(-8))]));
    this.#counted = counted;
    return rulings;
  }

  #tell(one: Counted): void {
    const gate = this.head.gates.findIndex(({ id }) => id === one.gate);
    const after = one.at - this.head.event.startsAt;
    const direction = one.direction === "EXIT" ? 1 : 0;
    this.changes.push(encode([0, seatBytes(one.seat), after, gate, direction, fromHex(one.id.slice(-8))]));
  }

  async #seatOf({ said }: Heard): Promise<string | null> {
    if (typeof said["seat"] === "string") return seatOfUuid(said["seat"]);
    return (await read(String(said["token"]), keysOf(this.head.keys)))?.seat ?? null;
  }

  async #ruled(scan: Heard, seat: string | null, counted: Counted[]): Promise<Ruling> {
    if (scan.kind === "walkIn") return { verdict: "ADMITTED", earlier: null };
    const row = seat === null ? undefined : this.rows.get(seat);
    const event = this.head.event.id;
    const facts = row
      ? { seat: row[0], event, cancelledAt: row[5] ?? 0, currentIssue: row[4] ?? 0, revoked: row[6] ?? [] }
      : null;
    const isPass = typeof scan.said["token"] === "string";
    const pass = isPass ? await read(String(scan.said["token"]), keysOf(this.head.keys)) : null;
    const refusal = isPass ? judge(pass, facts, event, scan.at) : judgeFound(facts, event, scan.at);
    if (refusal || seat === null) return { verdict: refusal ?? "UNKNOWN", earlier: null };
    const known = counted.filter((one) => one.seat === seat);
    const ruling = rule<Passage>(this.head.rules, this.head.event.zone, known, this.#passage(scan, seat));
    return ruling as Ruling;
  }

  #passage(scan: Heard, seat: string): Counted {
    const hall = this.head.gates.find(({ id }) => id === scan.gate)?.hall ?? "";
    const direction = (scan.said["direction"] as Direction | undefined) ?? "ENTRY";
    return { at: scan.at, id: scan.id, direction, hall, gate: scan.gate, seat };
  }
}

function seatBytes(seat: string): Uint8Array {
  return Uint8Array.from(atob(seat.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}
