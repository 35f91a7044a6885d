import { expect, test } from "vitest";
import { patternFrom } from "../../../dev/cli/logs/pattern.ts";
import { failureOf } from "../../support/failure.ts";

test("an expression is one of JavaScript's", async () => {
  expect((await patternFrom("dead(lock|line)\\b")).test("a deadlock was found")).toBe(true);
});

test.each([
  ["f(x", "Unterminated group, at character 4"],
  ["f)", "Unmatched ')', at character 2"],
  ["[a-z", "Unterminated character class, at character 5"],
  ["*", "Nothing to repeat, at character 2"],
  ["a\\", "\\ at end of pattern, at character 2"],
])("the expression %s is a usage error that says what is wrong, and where", async (source, reason) => {
  expect(await failureOf(patternFrom(source))).toMatchObject({ code: "USAGE", message: `--grep "${source}" is no regular expression: ${reason}` });
});
