import { expect, test } from "vitest";

import type { Row } from "./people.ts";
import { spelling } from "./spelling.ts";

const ROWS: Row[] = [
  ["s1", "Ann Li"],
  ["s2", "王小明", "wang xiao ming", "1111"],
  ["s3", "李*", "", "2222"],
  ["s4", "Anna 李", "li"],
  ["s5", "雷", "lei lei"],
];

test("each character is spoken as with whoever has it", () => {
  expect(spelling("李小明", ROWS)).toBe("li xiao ming");
  expect(spelling("王 明 (guest)", ROWS)).toBe("wang ming");
});

test("a name with a character that nobody tells, or without any, has none", () => {
  expect(spelling("李雷", ROWS)).toBe("");
  expect(spelling("John", ROWS)).toBe("");
  expect(spelling("", [])).toBe("");
});
