/** Times as people read them. */

import type { Language } from "../tablet/contract.ts";

const LOCALES: Record<Language, string> = { en: "en-GB", zh: "zh-CN" };

export function clockTime(at: number, language: Language): string {
  return new Date(at).toLocaleTimeString(LOCALES[language], { hour: "2-digit", minute: "2-digit" });
}

export function dayAndTime(at: number, language: Language): string {
  return new Date(at).toLocaleString(LOCALES[language], {
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

const UNITS: [Intl.NumberFormatOptions["unit"], number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];

/** The largest whole unit: "3 hours", "12 seconds". */
export function span(milliseconds: number, language: Language): string {
  const length = Math.abs(milliseconds);
  const [unit, size] = UNITS.find(([, size]) => length >= size) ?? UNITS.at(-1)!;
  return new Intl.NumberFormat(LOCALES[language], {
    style: "unit",
    unit: unit!,
    unitDisplay: "long",
  }).format(Math.floor(length / size));
}
