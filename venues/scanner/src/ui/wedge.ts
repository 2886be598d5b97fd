/** Keyboard-wedge readers: a reader types a code faster than anybody could, and ends it with Enter. */

const FASTEST_HAND_MS = 45;
const LEAST_LENGTH = 8;

export interface Key {
  key: string;
  at: number;
}

/** Feed it every key; it returns the code that a reader has just ended, else null. */
export class Wedge {
  #text = "";
  #last = -Infinity;

  take({ key, at }: Key): string | null {
    const isFast = at - this.#last <= FASTEST_HAND_MS;
    this.#last = at;
    if (key === "Enter") {
      const text = isFast ? this.#text : "";
      this.#text = "";
      return text.length >= LEAST_LENGTH ? text : null;
    }
    if (key.length !== 1) return null;
    this.#text = isFast ? this.#text + key : key;
    return null;
  }
}

/** Listen wherever the focus is; what a reader typed into a field is taken out of it again. */
export function listenForReaders(target: Window, onCode: (code: string) => void): () => void {
  const wedge = new Wedge();
  const listener = (event: KeyboardEvent) => {
    const code = wedge.take({ key: event.key, at: event.timeStamp });
    if (code === null) return;
    event.preventDefault();
    event.stopPropagation();
    clean(event.target, code);
    onCode(code);
  };
  target.addEventListener("keydown", listener, { capture: true });
  return () => target.removeEventListener("keydown", listener, { capture: true });
}

function clean(field: EventTarget | null, code: string): void {
  if (!(field instanceof HTMLInputElement) || !field.value.endsWith(code)) return;
  field.value = field.value.slice(0, -code.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
