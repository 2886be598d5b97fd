/** An event made up for tests: its pass key, its people, and passes for them. */

import { encode } from "cborg";

import { base64, bytesOf, fromHex, join, seatOfUuid } from "../bytes.ts";
import type { Head } from "../heads.ts";
import type { Row } from "../people.ts";

export const HOUR = 3_600_000;
export const GATES = ["01920000-0000-7000-8000-0000000000a1", "01920000-0000-7000-8000-0000000000a2"] as const;
export const HALL = "01920000-0000-7000-8000-0000000000b1";
export const EVENT = "01920000-0000-7000-8000-00000000000e";
export const DEALER = "01920000-0000-7000-8000-0000000000d1";
export const QUESTION = "01920000-0000-7000-8000-0000000000d2";
export const SUPERVISOR = "01920000-0000-7000-8000-0000000000f1";
export const PIN = "246810";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

export function seatUuid(n: number): string {
  return `01920000-0000-7000-8000-${n.toString(16).padStart(12, "0")}`;
}

export function seat(n: number): string {
  return seatOfUuid(seatUuid(n));
}

export class PassKey {
  private constructor(
    readonly id: string,
    private readonly pair: CryptoKeyPair,
    readonly raw: string,
  ) {}

  static async make(id: string): Promise<PassKey> {
    const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
    return new PassKey(id, pair, base64(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))));
  }

  /** The text of a pass. */
  async sign(n: number, from: number, until: number, issue = 1, event = EVENT): Promise<string> {
    const [expires, begins] = [until, from].map((time) => encode(Math.floor(time / 1000)));
    const id = fromHex(event.replaceAll("-", ""));
    const claims = join(
      fromHex("a404"), expires!, fromHex("05"), begins!, fromHex("0750"), fromHex(seatUuid(n).replaceAll("-", "")),
      fromHex("3a000100008350"), id, encode(0), encode(issue),
    ); // prettier-ignore
    const header = join(fromHex("a2013204"), encode(fromHex(this.id)));
    const start = join(fromHex("846a"), bytesOf("Signature1"), encode(header), fromHex("40"), encode(claims));
    const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", this.pair.privateKey, start));
    return `PD1:${base45(join(fromHex("d284"), encode(header), fromHex("a0"), encode(claims), encode(signature)))}`;
  }
}

function base45(bytes: Uint8Array): string {
  let text = "";
  for (let place = 0; place < bytes.length; place += 2) {
    const isPair = place + 1 < bytes.length;
    let value = isPair ? bytes[place]! * 256 + bytes[place + 1]! : bytes[place]!;
    for (let digit = 0; digit < (isPair ? 3 : 2); digit++, value = Math.floor(value / 45)) text += ALPHABET[value % 45];
  }
  return text;
}

/** Persons numbered from 1. */
export function people(count: number): Row[] {
  return Array.from({ length: count }, (_, place) => {
    const digits = String((place + 1) % 10_000).padStart(4, "0");
    return [
      seat(place + 1),
      `王小${String.fromCharCode(0x4e00 + (place % 500))}${place + 1}`,
      "wang xiao ming",
      digits,
      1,
    ];
  });
}

export async function headOf(startsAt: number, keys: PassKey[], more: Partial<Head> = {}): Promise<Head & { v: 1 }> {
  return {
    v: 1,
    seq: 0,
    madeAt: startsAt - HOUR,
    validUntil: startsAt + 24 * HOUR,
    graceMs: HOUR,
    head: "h1",
    event: {
      id: EVENT,
      node: "RXZlbnQ6MQ",
      title: "Track day",
      startsAt,
      endsAt: startsAt + 8 * HOUR,
      zone: "Asia/Shanghai",
      capacity: 300,
    },
    rules: {
      opensAt: null,
      closesAt: null,
      reentry: "AFTER_EXIT",
      daily: false,
      perHall: false,
      walkIns: true,
      nameShown: "FULL",
    },
    halls: [{ id: HALL, name: "Hall" }],
    gates: [
      { id: GATES[0], name: "North", hall: HALL },
      { id: GATES[1], name: "South", hall: HALL },
    ],
    keys: keys.map(({ id, raw }) => ({ id, key: raw })),
    supervisors: [await supervisor(PIN)],
    dealers: [
      {
        id: DEALER,
        name: "Harbour Motors",
        questions: [
          { id: QUESTION, kind: "TEXT", wording: { en: "Which car?", zh: "哪款车？" }, choices: [], required: true },
        ],
      },
    ],
    consentTexts: [
      { purpose: "CONTACT", version: 3, language: "en", text: "Harbour Motors may call me.", hash: "abc" },
    ],
    edges: [],
    people: 0,
    ...more,
  };
}

async function supervisor(pin: string): Promise<Head["supervisors"][number]> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iterations = 1000;
  const key = await crypto.subtle.importKey("raw", bytesOf(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, 256);
  return { id: SUPERVISOR, name: "Li", salt: base64(salt), iterations, hash: base64(new Uint8Array(bits)) };
}
