import { expect, test } from "vitest";

import type { Row } from "./people.ts";
import { Index, MOST_FOUND } from "./search.ts";

function indexOf(...people: [name: string, pinyin?: string, lastFour?: string][]): Index {
  return new Index(people.map(([name, pinyin = "", lastFour = ""]): Row => [name, name, pinyin, lastFour])).fill(
    99_999,
  );
}

const PEOPLE = indexOf(
  ["王小明", "wang xiao ming", "4711"],
  ["王小", "wang xiao", "0042"],
  ["汪晓敏", "wang xiao min", "4712"],
  ["吕布", "lv bu", "1234"],
  ["José Müller-Lüdenscheidt", "", "9999"],
  ["O'Brien, Seán", "", "4242"],
  ["Smith John", "", "0047"],
);

test.each([
  ["王小明", ["王小明"]],
  ["小明", ["王小明"]],
  ["王", ["王小", "王小明"]],
  ["wangxiaoming", ["王小明"]],
  ["wang xiao", ["王小", "王小明", "汪晓敏"]],
  ["wxm", ["王小明", "汪晓敏"]],
  ["xiaoming", ["王小明"]],
  ["WXM", ["王小明", "汪晓敏"]],
  ["lvbu", ["吕布"]],
  ["lubu", ["吕布"]],
  ["lü bu", ["吕布"]],
  ["jose", ["José Müller-Lüdenscheidt"]],
  ["muller", ["José Müller-Lüdenscheidt"]],
  ["MÜLLER LÜD", ["José Müller-Lüdenscheidt"]],
  ["obrien", ["O'Brien, Seán"]],
  ["sean", ["O'Brien, Seán"]],
  ["john smith", ["Smith John"]],
  ["4711", ["王小明"]],
  ["471", ["王小明", "汪晓敏"]],
  ["4 7 1 1", ["王小明"]],
  ["42", ["O'Brien, Seán", "王小", "王小明"].slice(0, 2)],
  ["nobody", []],
  ["", []],
  ["  ", []],
  ["*", []],
])("%s finds %j", (query, found) => {
  expect(PEOPLE.find(query)).toEqual(found);
});

test("a person who was changed is found by the new name and not by the old one", () => {
  const index = indexOf(["Ann", "", "1111"]);
  index.put(["Ann", "Berta", "", "2222"]);
  expect([index.find("ann"), index.find("berta"), index.find("2222")]).toEqual([[], ["Ann"], ["Ann"]]);
  expect(index.size).toBe(1);
});

test("no more than the best 30 are found", () => {
  const index = indexOf(...Array.from({ length: 200 }, (_, n) => [`Wang ${"x".repeat(199 - n)}`] as [string]));
  const found = index.find("wang");
  expect(found.length).toBe(MOST_FOUND);
  expect(found[0]).toBe("Wang ");
  expect(found[29]).toBe(`Wang ${"x".repeat(29)}`);
});
