/** How a Chinese name is spoken, learnt from the people whose pinyin the server has told. */

import type { Row } from "./people.ts";

const CHINESE = /\p{Script=Han}/u;

/** Its syllables parted by blanks; empty where nobody here has one of its characters, or it has none. */
export function spelling(name: string, rows: Iterable<Row>): string {
  const characters = chineseOf(name);
  const known = new Map<string, string>();
  const missing = new Set(characters);
  for (const [, other = "", pinyin = ""] of rows) {
    if (missing.size === 0) break;
    const syllables = pinyin.split(" ");
    const theirs = chineseOf(other);
    if (!pinyin || theirs.length !== syllables.length) continue;
    theirs.forEach((character, place) => {
      if (missing.delete(character)) known.set(character, syllables[place]!);
    });
  }
  return missing.size === 0 ? characters.map((character) => known.get(character)).join(" ") : "";
}

function chineseOf(name: string): string[] {
  return [...name].filter((character) => CHINESE.test(character));
}
