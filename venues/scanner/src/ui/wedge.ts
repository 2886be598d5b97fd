/**
 * Keyboard-wedge readers: a reader types a code faster than anybody could, and ends it with Enter.
 *
 * One that stutters, since its radio or the tablet is busy, is waited for: what it types belongs together
 * until Enter. After too long a pause nobody knows what is missing, and then the line is torn: it is
 * never judged, for half a pass reads as a forgery.
 */

const FASTEST_HAND_MS = 45;
const LONGEST_PAUSE_MS = 1_500;
const LEAST_LENGTH = 8;
const LONGEST = 4_096;
/** Passes and pairing codes begin so; no hand types a whole one, however slow the reader is. */
const OURS = /PD(?:1|PAIR):/;
const LEAST_OF_OURS = 60;

export interface Key {
  key: string;
  at: number;
}

/** What Enter ended: a reader's whole code, one of which something may be missing, or neither. */
export type Line = { kind: "code"; text: string } | { kind: "torn" } | null;

export class Wedge {
  #text = "";
  #last = -Infinity;
  #quick = 0;
  #isTorn = false;

  /** Feed it every key; it returns the line that has just ended, if a reader typed it. */
  take({ key, at }: Key): Line {
    const gap = at - this.#last;
    if (key === "Enter") return this.#end(gap);
    if (key.length !== 1) return null;
    if (gap > LONGEST_PAUSE_MS) this.#pause();
    else if (gap <= FASTEST_HAND_MS) this.#quick++;
    this.#last = at;
    this.#text = (this.#text + key).slice(-LONGEST);
    return null;
  }

  #end(gap: number): Line {
    const [text, isReader, isTorn] = [this.#text, this.#isReader, this.#isTorn];
    this.#clear();
    if (!isReader) return null;
    const start = text.search(OURS);
    if (gap > LONGEST_PAUSE_MS || (isTorn && start < 0)) return { kind: "torn" };
    return { kind: "code", text: start < 0 ? text : text.slice(start) };
  }

  /** What follows may be the rest of what a reader began, or something else after what a hand typed. */
  #pause(): void {
    const isTorn = this.#isTorn || this.#text !== "";
    this.#clear();
    this.#isTorn = isTorn;
  }

  get #isReader(): boolean {
    const { length } = this.#text;
    if (length >= LEAST_OF_OURS && OURS.test(this.#text)) return true;
    return length >= LEAST_LENGTH && this.#quick * 2 >= length - 1;
  }

  #clear(): void {
    this.#text = "";
    this.#quick = 0;
    this.#isTorn = false;
    this.#last = -Infinity;
  }
}

/**
 * Listen wherever the focus is; what a reader typed into a field is taken out of it again. A torn line
 * is told as such, but in a field, where all of it stands and Enter does what it does for a hand.
 */
export function listenForReaders(target: Window, onCode: (code: string) => void, onTorn: () => void): () => void {
  const wedge = new Wedge();
  const listener = (event: KeyboardEvent) => {
    const line = wedge.take({ key: event.key, at: event.timeStamp });
    if (!line || (line.kind === "torn" && event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    event.stopPropagation();
    if (line.kind === "torn") return onTorn();
    clean(event.target, line.text);
    onCode(line.text);
  };
  target.addEventListener("keydown", listener, { capture: true });
  return () => target.removeEventListener("keydown", listener, { capture: true });
}

function clean(field: EventTarget | null, code: string): void {
  if (!(field instanceof HTMLInputElement) || !field.value.endsWith(code)) return;
  field.value = field.value.slice(0, -code.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
