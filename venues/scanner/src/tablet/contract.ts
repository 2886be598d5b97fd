/** What the core of the scanner offers to its screens: the core knows no DOM, the screens no storage. */

export type Language = "en" | "zh";
export type Direction = "ENTRY" | "EXIT";
export type Verdict =
  | "ADMITTED"
  | "READMITTED"
  | "ALREADY_ADMITTED"
  | "LEFT"
  | "CANCELLED"
  | "REPLACED"
  | "WRONG_EVENT"
  | "FORGED"
  | "EXPIRED"
  | "NOT_OPEN"
  | "UNKNOWN";

/** Who decided: the server, an edge at the venue, or this tablet alone. */
export type Decider = "server" | "edge" | "tablet";

/** Where this tablet may scan, and when; times in milliseconds since 1970. */
export interface Duty {
  eventKey: string;
  eventId: string;
  eventTitle: string;
  startsAt: number;
  endsAt: number;
  gateKey: string;
  gateName: string;
  manifestUrl: string;
  changesUrl: string;
}

/** What became of one scan; it is stored before anybody sees it. */
export interface Outcome {
  scanId: string;
  verdict: Verdict;
  direction: Direction;
  decidedBy: Decider;
  at: number;
  seat: string | null;
  /** As much of the name as the manifest allows; empty on most refusals. */
  name: string;
  /** For ALREADY_ADMITTED: when and where. */
  earlier: { at: number; gate: string } | null;
  isOverride: boolean;
  /** Until when it can be undone, by the tablet's own clock; `at` is by the true time. */
  undoUntil: number;
}

export interface Person {
  seat: string;
  name: string;
  lastFour: string;
  isInside: boolean;
  isCancelled: boolean;
}

export interface Counters {
  inside: number;
  expected: number;
  refused: number;
  unsent: number;
}

export interface Manifest {
  eventTitle: string;
  seq: number;
  madeAt: number;
  validUntil: number;
  graceUntil: number;
  people: number;
  keys: number;
}

export interface ConflictNote {
  id: string;
  /** Null where the server does not say. */
  eventId: string | null;
  kind: "DOUBLE" | "CANCELLED" | "REPLACED" | "REALLOCATED" | "RETIRED_KEY" | "OVERFULL" | "OTHER";
  holderName: string;
  passages: { gateName: string; at: number; deviceName: string; isOwn: boolean }[];
  settlement: string | null;
}

export interface Question {
  id: string;
  kind: "CHOICE" | "TEXT";
  wording: Record<Language, string>;
  choices: Record<Language, string>[];
  required: boolean;
}

export interface Dealer {
  id: string;
  name: string;
  questions: Question[];
}

export interface ConsentText {
  version: number;
  language: Language;
  text: string;
  hash: string;
}

export interface Visitor {
  name: string;
  phone: string;
  email: string;
  language: Language;
}

export interface LeadForm {
  dealerId: string;
  /** A visitor's pass, or a seat found by name, or a typed visitor: one of the three. */
  token?: string;
  seat?: string;
  visitor?: Visitor;
  answers: { question: string; answer: string }[];
  language: Language;
  textVersion: number;
}

export interface WalkInForm extends Visitor {}

/** One immutable picture of where the tablet stands; a new one with each change. */
export interface Snapshot {
  pairing: "unsupported" | "unpaired" | "paired" | "revoked";
  deviceName: string;
  venueName: string;
  duties: Duty[];
  duty: Duty | null;
  manifest: Manifest | null;
  /** ok; stale: within the grace; expired: it decides nothing alone; none: nothing was loaded. */
  manifestState: "ok" | "stale" | "expired" | "none";
  network: "server" | "edge" | "none";
  /** The edges at the venue, and whether each answered when it was tried last; null if it never was. */
  edges: { address: string; isReached: boolean | null }[];
  counters: Counters;
  /** What must be added to this tablet's clock, as last measured; null while it is not known. */
  clockOffset: number | null;
  isStoragePersisted: boolean;
  batteryPercent: number | null;
  lastSyncAt: number | null;
  conflicts: ConflictNote[];
  /** The last scans of this tablet, the newest first. */
  recent: Outcome[];
  /** What the server did not take, such as a lead, and why not by its code; the newest first. */
  problems: { kind: "scan" | "undo" | "walkIn" | "lead"; at: number; code: string }[];
}

/**
 * Raised with a code of the API or one of: NO_MANIFEST, PIN_WRONG, PIN_WAIT (after five wrong ones),
 * TOO_LATE, UNSUPPORTED, OFFLINE, REVOKED, NO_DUTY, NOT_FOUND, NOT_OVERRIDABLE, NO_WALK_INS,
 * EVENT_OVER, INVALID.
 */
export class ScannerProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Scanner {
  readonly snapshot: Snapshot;
  subscribe(listener: (snapshot: Snapshot) => void): () => void;
  pair(code: string, name: string): Promise<void>;
  /** Choose where to scan, and load its manifest. */
  choose(duty: Duty): Promise<void>;
  /** Ask for duties and for a fresh manifest; for the readiness screen. */
  refresh(): Promise<void>;
  scan(text: string, direction: Direction): Promise<Outcome>;
  /** Admit a person whom staff found in the list and whose identity they checked. */
  admit(seat: string, direction: Direction): Promise<Outcome>;
  undo(scanId: string): Promise<void>;
  override(scanId: string, pin: string, reason: string): Promise<Outcome>;
  search(query: string): Person[];
  /** Whose pass of this event a text is; null for any other text. Nothing is said of it to anybody. */
  identify(text: string): Promise<Person | null>;
  walkIn(form: WalkInForm): Promise<Outcome>;
  dealers(): Dealer[];
  consentTexts(): ConsentText[];
  lead(form: LeadForm): Promise<void>;
  /** Send what is unsent and fetch what is new, now. */
  sync(): Promise<void>;
  /**
   * Delete everything that lies on this tablet, its key too: "all", and the app must be loaded anew
   * afterwards. While something is unsent and still can be sent, only the people go, and what is unsent
   * stays with the pairing until it was sent: "people".
   */
  forget(): Promise<"all" | "people">;
}

/** What the core needs of its surroundings; whatever is left out is what the browser has. */
export interface ScannerOptions {
  /** Of the server, such as https://paddock.example; where this page came from, if left out. */
  origin?: string;
  /** The name of the IndexedDB database: tabs with the same name are one tablet. */
  storage?: string;
  /** The version that batches tell the server. */
  app?: string;
  batteryPercent?: () => number | null;
  isStoragePersisted?: () => Promise<boolean>;
  /** Calls back when the network may have returned or the app became visible; returns how to stop. */
  onWake?: (wake: () => void) => () => void;
  /** `now` may jump, `elapsed` never does; both in milliseconds. */
  clock?: { now(): number; elapsed(): number };
  fetch?: typeof globalThis.fetch;
  /** The browser took the database away, as iPadOS may in the background: opening the app anew helps. */
  onStoreLost?: () => void;
  /** How long a scan waits for an answer. */
  askWithinMs?: number;
  /** Between two syncs while nothing happens; 0 for none, as in tests. */
  syncEveryMs?: number;
  /** Whether to be told of others' scans by a subscription; polling stays in any case. */
  hasFeed?: boolean;
}

/** `createScanner(options): Promise<RunningScanner>` in scanner.ts: ready to scan once it resolves. */
export interface RunningScanner extends Scanner {
  close(): Promise<void>;
}
