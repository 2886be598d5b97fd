/** Finding a person by name in Chinese, pinyin, initials or Latin letters, or by the phone's last four. */

import type { Row } from "./people.ts";

export const MOST_FOUND = 30;

/** Better matches are lower. */
const [WHOLE, START, WORD_START, INITIALS, INSIDE] = [0, 1, 2, 3, 4] as const;
const SHADES = 64; // by how much longer the name is than what was typed

interface Entry {
  seat: string;
  lastFour: string;
  /** Small letters, no accents, no blanks: the name, and its pinyin. */
  names: string[];
  /** The same with a blank before each word or syllable. */
  words: string;
  initials: string;
  /** All of it, to pass over what cannot match. */
  all: string;
}

export class Index {
  readonly #entries: Entry[] = [];
  readonly #places = new Map<string, number>();
  readonly #waiting: Iterator<Row>;
  #isFull = false;

  /** The rows are taken in by `fill`. */
  constructor(rows: Iterable<Row>) {
    this.#waiting = rows[Symbol.iterator]();
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** Take in so many more rows. */
  fill(most: number): this {
    for (let taken = 0; taken < most && !this.#isFull; taken++) {
      const next = this.#waiting.next();
      if (next.done) this.#isFull = true;
      else this.put(next.value);
    }
    return this;
  }

  get size(): number {
    return this.#entries.length;
  }

  put(row: Row): void {
    const place = this.#places.get(row[0]) ?? this.#entries.length;
    this.#places.set(row[0], place);
    this.#entries[place] = entryOf(row);
  }

  /** Seats, the best matches first; where several match equally the shorter name comes first. */
  find(query: string): string[] {
    const typed = folded(query);
    const solid = typed.replaceAll(" ", "");
    if (!solid) return [];
    const best = new Best();
    const isDigits = /^[0-9]+$/.test(solid);
    for (const entry of this.#entries) {
      const worth = isDigits ? phoneWorth(entry, solid) : nameWorth(entry, typed, solid);
      if (worth >= 0) best.offer(worth, entry.seat);
    }
    return best.seats;
  }
}

function entryOf([seat, name = "", pinyin = "", lastFour = ""]: Row): Entry {
  const [latin, syllables] = [folded(name), folded(pinyin)];
  const names = [latin, syllables].filter(Boolean).map((text) => text.replaceAll(" ", ""));
  const words = [latin, syllables].filter(Boolean).map((text) => ` ${text}`).join(" ");
  const initials = (syllables || latin).split(" ").map((word) => word.charAt(0)).join("");
  return { seat, lastFour, names, words, initials, all: [...names, words, initials].join("|") };
}

/** A part of a number is found too, and so are digits in a name. */
function phoneWorth(entry: Entry, digits: string): number {
  if (entry.lastFour === digits) return WHOLE * SHADES;
  if (digits.length < 4 && entry.lastFour.startsWith(digits)) return START * SHADES;
  if (digits.length < 4 && entry.lastFour.endsWith(digits)) return WORD_START * SHADES;
  return entry.all.includes(digits) ? INSIDE * SHADES : -1;
}

function nameWorth(entry: Entry, typed: string, solid: string): number {
  if (!entry.all.includes(solid)) return severalWords(entry, typed);
  const longer = Math.min(Math.max((entry.names[0]?.length ?? 0) - solid.length, 0), SHADES - 1);
  return kindOf(entry, solid) * SHADES + longer;
}

function kindOf(entry: Entry, solid: string): number {
  if (entry.names.includes(solid)) return WHOLE;
  if (entry.names.some((name) => name.startsWith(solid))) return START;
  if (entry.initials === solid) return START;
  if (startsAtWord(entry.words, solid)) return WORD_START;
  return entry.initials.startsWith(solid) ? INITIALS : INSIDE;
}

/** Whether some words, one after the other and without their blanks, begin with what was typed. */
function startsAtWord(words: string, solid: string): boolean {
  for (let blank = words.indexOf(" "); blank >= 0; blank = words.indexOf(" ", blank + 1)) {
    let place = blank + 1;
    let matched = 0;
    while (matched < solid.length && place < words.length) {
      if (words[place] === solid[matched]) matched++;
      else if (words[place] !== " ") break;
      place++;
    }
    if (matched === solid.length) return true;
  }
  return false;
}

/** Each typed word begins a word of the name, in any order, such as `smith john`. */
function severalWords(entry: Entry, typed: string): number {
  if (!typed.includes(" ")) return -1;
  const isFound = typed.split(" ").every((word) => entry.words.includes(` ${word}`));
  return isFound ? WORD_START * SHADES + SHADES - 1 : -1;
}

/** Small letters without accents; one blank between words; `lv` and `nv`, as typed for lü and nü, as u. */
function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("ø", "o")
    .replaceAll("ł", "l")
    .replaceAll("đ", "d")
    .replaceAll("æ", "ae")
    .replaceAll("œ", "oe")
    .replace(/['’·.]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .replace(/([ln])v/g, "$1u")
    .trim();
}

/** The best few of many, in order. */
class Best {
  readonly #kept: { worth: number; seat: string }[] = [];

  offer(worth: number, seat: string): void {
    const kept = this.#kept;
    if (kept.length === MOST_FOUND && worth >= kept[MOST_FOUND - 1]!.worth) return;
    let place = kept.length;
    while (place > 0 && kept[place - 1]!.worth > worth) place--;
    kept.splice(place, 0, { worth, seat });
    if (kept.length > MOST_FOUND) kept.pop();
  }

  get seats(): string[] {
    return this.#kept.map(({ seat }) => seat);
  }
}
