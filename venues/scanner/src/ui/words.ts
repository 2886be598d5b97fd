/** Every word that the screens say, in both languages. */

import type { Language } from "../tablet/contract.ts";
import { chinese } from "./chinese.ts";
import { english } from "./english.ts";

export type Word = keyof typeof english;

export const words: Record<Language, Record<Word, string>> = { en: english, zh: chinese };

/** The words of a language, with what stands in braces filled in. */
export function say(language: Language) {
  return (word: Word, filled: Record<string, string | number> = {}): string =>
    words[language][word].replace(/\{(\w+)\}/g, (_, name: string) => String(filled[name] ?? ""));
}

export type Say = ReturnType<typeof say>;

/** The language of the browser, Chinese or English. */
export function preferred(languages: readonly string[]): Language {
  return languages.find((one) => /^(zh|en)/i.test(one))?.toLowerCase().startsWith("zh") ? "zh" : "en";
}
