import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { preferred, say, words } from "./words.ts";

test("both languages say everything, and fill in the same", () => {
  const [en, zh] = [words.en, words.zh];
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const word of Object.keys(en) as (keyof typeof en)[]) {
    const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([hole]) => hole).sort();
    expect(en[word], word).not.toBe("");
    expect(holes(zh[word]), word).toEqual(holes(en[word]));
  }
});

test("whatever the server does not take at a stand is said in words", () => {
  const refusals = readFileSync(join(import.meta.dirname, "../../../../models/refusals/stands.py"), "utf-8");
  const names = [...refusals.matchAll(/^class (\w+)\(Refusal\)/gm)].map(([, name]) => name!);
  const codes = names.map((name) => name.replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase());
  expect(codes).toContain("RECEIPT_FORGED");
  const asked = codes.filter((code) => code !== "CHOICES_ALIKE"); // said to who writes the questions
  expect(asked.filter((code) => !(code in words.en))).toEqual([]);
});

test("no word is left that nobody says", () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf-8" })
    .filter((path) => /\.tsx?$/.test(path) && !/(english|chinese|\.test)\.ts$/.test(path))
    .map((path) => readFileSync(join(import.meta.dirname, path), "utf-8"))
    .join();
  const isComposed = (word: string) => /^(why|by|conflict|[A-Z_]+$)/.test(word);
  const unsaid = Object.keys(words.en).filter((word) => !isComposed(word) && !sources.includes(`"${word}"`));
  expect(unsaid).toEqual([]);
});

test("what stands in braces is filled in", () => {
  expect(say("en")("earlier", { time: "10:04", gate: "North" })).toBe("10:04 at North");
});

test("the first language that is spoken here counts", () => {
  expect(preferred(["fr", "zh-TW", "en"])).toBe("zh");
  expect(preferred(["en-GB", "zh"])).toBe("en");
  expect(preferred(["fr"])).toBe("en");
});
