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

test("what stands in braces is filled in", () => {
  expect(say("en")("earlier", { time: "10:04", gate: "North" })).toBe("10:04 at North");
});

test("the first language that is spoken here counts", () => {
  expect(preferred(["fr", "zh-TW", "en"])).toBe("zh");
  expect(preferred(["en-GB", "zh"])).toBe("en");
  expect(preferred(["fr"])).toBe("en");
});
