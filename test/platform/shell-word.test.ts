import { expect, test } from "vitest";
import { shellWord } from "../../dev/platform/shell-word.ts";

test.each([
  ["postgres:neotool_db.app", "postgres:neotool_db.app"],
  ["kafka:orders.*", "'kafka:orders.*'"],
  ["it's", "'it'\\''s'"],
  ["", "''"],
  ["a\nb", "'a\nb'"],
])("%j is one word of a shell", (value, word) => {
  expect(shellWord(value)).toBe(word);
});
