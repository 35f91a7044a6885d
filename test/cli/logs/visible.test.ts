import { expect, test } from "vitest";
import { harmlessJson, visible } from "../../../dev/cli/logs/visible.ts";

test.each([
  ["a tab\tand ümläuts ✔ stay", "a tab\tand ümläuts ✔ stay"],
  ["\x1b[31mred\x1b[0m", "red"],
  ["\x1b[1;38:5:9mred\x1b[m", "red"],
  ["\x1b[2J\x1b[Hgone", "\\x1b[2J\\x1b[Hgone"],
  ["\x1b]0;title\x07", "\\x1b]0;title\\x07"],
  ["10 %\r20 %\r", "10 %\\x0d20 %\\x0d"],
  ["\x00\x08\x7f\x9b31m", "\\x00\\x08\\x7f\\x9b31m"],
  ["\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"],
])("%j is shown as %j", (text, shown) => {
  expect(visible(text)).toBe(shown);
});

test("JSON with what steers a terminal says the same without it", () => {
  const value = { text: "\x1b[2J\x9b31m\u202e\u2028 ümläut \\ \"" };
  const json = harmlessJson(JSON.stringify(value));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u202e]/);
});
