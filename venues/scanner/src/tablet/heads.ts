/** The head of a manifest: all that is known of an event but its people. */

import type { ConsentText, Dealer } from "./contract.ts";
import type { Rules } from "./passages.ts";
import { type Keys, keysOf } from "./passes.ts";

export interface Head {
  seq: number;
  madeAt: number;
  validUntil: number;
  graceMs: number;
  /** A hash of what follows, to be named when changes are asked for. */
  head: string;
  event: {
    id: string;
    node: string;
    title: string;
    startsAt: number;
    endsAt: number;
    zone: string;
    capacity: number;
  };
  rules: Rules & { walkIns: boolean; nameShown: string };
  halls: { id: string; name: string }[];
  gates: { id: string; name: string; hall: string }[];
  keys: { id: string; key: string }[];
  supervisors: { id: string; name: string; salt: string; iterations: number; hash: string }[];
  dealers: Dealer[];
  consentTexts: (ConsentText & { purpose: string })[];
  edges: string[];
  people: number;
}

/** A head, and what is looked up in it all the time. */
export interface OpenHead extends Head {
  passKeys: Keys;
  hallOf: ReadonlyMap<string, string>;
  gateNames: ReadonlyMap<string, string>;
}

export class BrokenManifest extends Error {}

/** Throws BrokenManifest for a text that is not a head of version 1. */
export function openHead(text: string): OpenHead {
  let head: Head & { v: unknown };
  try {
    head = JSON.parse(text) as typeof head;
  } catch {
    throw new BrokenManifest("the head is not JSON");
  }
  if (head?.v !== 1) throw new BrokenManifest(`version ${String(head?.v)}`);
  const isWhole =
    [head.seq, head.validUntil, head.graceMs, head.people, head.event?.startsAt, head.event?.endsAt].every(
      Number.isFinite,
    ) && [head.gates, head.halls, head.keys, head.supervisors, head.dealers, head.consentTexts].every(Array.isArray);
  if (!isWhole) throw new BrokenManifest("the head is not whole");
  return {
    ...head,
    edges: (head.edges ?? []).filter((edge) => URL.canParse(edge)),
    passKeys: keysOf(head.keys),
    hallOf: new Map(head.gates.map((gate) => [gate.id, gate.hall])),
    gateNames: new Map(head.gates.map((gate) => [gate.id, gate.name])),
  };
}
