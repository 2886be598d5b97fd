/** Finding a person by name in Chinese, pinyin, initials or Latin letters, or by the phone's last four. */

import type { Row } from "./people.ts";

export const MOST_FOUND = 30;

/** Better matches are lower. */
const [WHOLE, START, WORD_START, INITIALS, INSIDE] = [0, 1, 2, 3, 4] as const;
const NONE = Infinity;
const SHADES = 64; // by how much longer the name is than what was typed
const SHELF = 128; // persons whom one look passes over where none of them can match

interface Entry {
  seat: string;
  lastFour: string;
  /** Small letters, no accents, no blanks: the name, and its pinyin. */
  name: string;
  sound: string;
  /** Both with a blank before each word or syllable. */
  words: string;
  initials: string;
  /** All of it and the digits, to pass over what cannot match. */
  all: string;
}

export class Index {
  readonly #entries: Entry[] = [];
  readonly #places = new Map<string, number>();
  /** All that can be found of so many entries, as one text; empty where it must be written again. */
  readonly #shelves: string[] = [];
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
      if (this.size % SHELF === 0 && this.size > 0) this.#shelf(this.size / SHELF - 1);
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
    this.#shelves[Math.floor(place / SHELF)] = "";
  }

  /** Seats, the best matches first; where several match equally the shorter name comes first. */
  find(query: string): string[] {
    const typed = folded(query);
    const asked: Asked = { solid: typed.replaceAll(" ", ""), words: [] };
    if (!asked.solid) return [];
    if (typed.includes(" ")) asked.words = typed.split(" ").map((word) => ` ${word}`);
    const best = new Best();
    const worth = /^[0-9]+$/.test(asked.solid) ? phoneWorth : nameWorth;
    for (let number = 0; number < this.#shelves.length; number++) {
      if (!canHold(this.#shelf(number), asked)) continue;
      for (let place = number * SHELF; place < (number + 1) * SHELF; place++) {
        const entry = this.#entries[place];
        if (!entry) break;
        const found = worth(entry, asked, best.limit);
        if (found < best.limit) best.offer(found, entry.seat);
      }
    }
    return best.seats;
  }

  #shelf(number: number): string {
    const written = this.#shelves[number];
    if (written) return written;
    const entries = this.#entries.slice(number * SHELF, (number + 1) * SHELF);
    return (this.#shelves[number] = entries.map(({ all }) => all).join("\n"));
  }
}

/** What was typed: without blanks, and each word after a blank where it is several. */
interface Asked {
  solid: string;
  words: string[];
}

function canHold(shelf: string, { solid, words }: Asked): boolean {
  return shelf.includes(solid) || (words.length > 0 && words.every((word) => shelf.includes(word)));
}

/** Joined rather than written as templates, which would be put together at the first search only. */
function entryOf([seat, written = "", pinyin = "", lastFour = ""]: Row): Entry {
  const [latin, syllables] = [folded(written), folded(pinyin)];
  const [name, sound] = [latin, syllables].map((text) => text.replaceAll(" ", "")) as [string, string];
  const words = ["", latin, syllables].join(" ");
  const initials = (syllables || latin)
    .split(" ")
    .map((word) => word.charAt(0))
    .join("");
  return { seat, lastFour, name, sound, words, initials, all: [name, sound, words, initials, lastFour].join("|") };
}

/** A part of a number is found too, and so are digits in a name. */
function phoneWorth({ lastFour, all }: Entry, { solid }: Asked): number {
  if (lastFour === solid) return WHOLE * SHADES;
  if (solid.length < 4 && lastFour.startsWith(solid)) return START * SHADES;
  if (solid.length < 4 && lastFour.endsWith(solid)) return WORD_START * SHADES;
  return all.includes(solid) ? INSIDE * SHADES : NONE;
}

/** What is not better than the limit need not be looked at any closer. */
function nameWorth(entry: Entry, { solid, words }: Asked, limit: number): number {
  if (!entry.all.includes(solid)) return severalWords(entry, words, limit);
  const { name, sound, initials } = entry;
  const longer = Math.min(Math.max(name.length - solid.length, 0), SHADES - 1);
  if (name === solid || sound === solid) return WHOLE * SHADES + longer;
  if (name.startsWith(solid) || sound.startsWith(solid) || initials === solid) return START * SHADES + longer;
  if (limit <= WORD_START * SHADES) return NONE;
  if (startsAtWord(entry.words, solid)) return WORD_START * SHADES + longer;
  return (initials.startsWith(solid) ? INITIALS : INSIDE) * SHADES + longer;
}

/** Whether some words, one after the other and without their blanks, begin with what was typed. */
function startsAtWord(words: string, solid: string): boolean {
  if (words.includes(` ${solid}`)) return true;
  for (let blank = words.indexOf(" "); blank >= 0; blank = words.indexOf(" ", blank + 1)) {
    let place = blank + 1;
    let matched = 0;
    for (; matched < solid.length && place < words.length; place++) {
      if (words.charCodeAt(place) === solid.charCodeAt(matched)) matched++;
      else if (words[place] !== " ") break;
    }
    if (matched === solid.length) return true;
  }
  return false;
}

/** Each typed word begins a word of the name, in any order, such as `smith john`. */
function severalWords(entry: Entry, words: readonly string[], limit: number): number {
  const worth = WORD_START * SHADES + SHADES - 1;
  if (words.length === 0 || worth >= limit) return NONE;
  for (const word of words) if (!entry.words.includes(word)) return NONE;
  return worth;
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
  /** Only what is worth less than this, which is better, has a place. */
  limit = Infinity;

  offer(worth: number, seat: string): void {
    const kept = this.#kept;
    let place = kept.length;
    while (place > 0 && kept[place - 1]!.worth > worth) place--;
    kept.splice(place, 0, { worth, seat });
    if (kept.length > MOST_FOUND) kept.pop();
    this.limit = kept[MOST_FOUND - 1]?.worth ?? Infinity;
  }

  get seats(): string[] {
    return this.#kept.map(({ seat }) => seat);
  }
}
