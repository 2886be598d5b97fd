/** A batch: what the tablet says, written once, signed, sent, and what comes back. */

import type { Api } from "./api.ts";
import type { Target } from "./asking.ts";
import { type ConflictNote, ScannerProblem, type Verdict } from "./contract.ts";
import type { Identity } from "./identity.ts";
import type { Answer } from "./store.ts";

/** An item as the batch says it. */
export interface Spoken {
  kind: string;
  id: string;
  at: number;
  [more: string]: unknown;
}

export interface Letter {
  device: string;
  event: string;
  gate: string;
  sentAt: number;
  status: { battery?: number; unsent?: number; app?: string; seq?: number };
  items: readonly Spoken[];
}

export interface Reply {
  answers: Map<string, Answer>;
  /** Of the holders, by scan: personal data, which is shown and never kept as it is. */
  names: Map<string, string>;
  undone: Set<string>;
  leads: Map<string, { isTaken: boolean; code: string }>;
  conflicts: ConflictNote[];
  receivedAt: number;
}

interface Payload {
  scanBatchSubmit: {
    answers: {
      scanId: string;
      verdict: Verdict;
      at: string;
      isTimeSuspect: boolean;
      holderName: string;
      checkedInAt: string | null;
      gateName: string;
    }[];
    undone: string[];
    leads: { leadId: string; isTaken: boolean; code: string | null; message: string | null }[];
    conflicts: {
      id: string;
      event: { id: string } | null;
      kind: string;
      settlement: string | null;
      holderName: string;
      passages: { gateName: string; at: string; deviceName: string; isOwn: boolean }[];
    }[];
    receivedAt: string;
    userErrors: { code: string; message: string }[];
  };
}

const SUBMIT = `mutation Batch($input: ScanBatchSubmitInput!) {
  scanBatchSubmit(input: $input) {
    answers { scanId verdict at isTimeSuspect holderName checkedInAt gateName }
    undone
    leads { leadId isTaken code message }
    conflicts { id event { id } kind settlement holderName passages { gateName at deviceName isOwn } }
    unreadable
    receivedAt
    userErrors { code message field }
  }
}`;

const KINDS = new Set(["DOUBLE", "CANCELLED", "REPLACED", "REALLOCATED", "RETIRED_KEY", "OVERFULL"]);

/**
 * Send a letter and read the reply. Throws ScannerProblem with the API's code where the batch was refused
 * as a whole, and what the API throws.
 */
export async function send(
  api: Api,
  identity: Identity,
  target: Target,
  letter: Letter,
  withinMs: number,
): Promise<Reply> {
  const batch = JSON.stringify({ v: 1, ...letter });
  const input = { batch, signature: await identity.signBatch(batch) };
  const { scanBatchSubmit: said } = await api.graphql<Payload>(target.origin, SUBMIT, { input }, withinMs);
  const error = said.userErrors[0];
  if (error) throw new ScannerProblem(error.code, error.message);
  return {
    answers: new Map(said.answers.map((answer) => [answer.scanId, answerOf(answer)])),
    names: new Map(said.answers.map(({ scanId, holderName }) => [scanId, holderName])),
    undone: new Set(said.undone),
    leads: new Map(said.leads.map(({ leadId, isTaken, code }) => [leadId, { isTaken, code: code ?? "" }])),
    conflicts: said.conflicts.map(noteOf),
    receivedAt: Date.parse(said.receivedAt),
  };
}

function answerOf(said: Payload["scanBatchSubmit"]["answers"][number]): Answer {
  return {
    verdict: said.verdict,
    at: Date.parse(said.at),
    isTimeSuspect: said.isTimeSuspect,
    checkedInAt: said.checkedInAt === null ? null : Date.parse(said.checkedInAt),
    gateName: said.gateName,
  };
}

function noteOf(said: Payload["scanBatchSubmit"]["conflicts"][number]): ConflictNote {
  return {
    id: said.id,
    eventId: said.event?.id ?? null,
    kind: KINDS.has(said.kind) ? (said.kind as ConflictNote["kind"]) : "OTHER",
    holderName: said.holderName,
    passages: said.passages.map((passage) => ({ ...passage, at: Date.parse(passage.at) })),
    settlement: said.settlement,
  };
}
