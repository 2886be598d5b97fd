/** Tells a code that comes into view from one that stays there. */

const AWAY_MS = 1_500;

export class Sightings {
  #text = "";
  #seen = -Infinity;

  /** Whether this is a new sighting: another code, or the same after it was out of view for a while. */
  isNew(text: string, at: number): boolean {
    const isNew = text !== this.#text || at - this.#seen > AWAY_MS;
    [this.#text, this.#seen] = [text, at];
    return isNew;
  }
}
