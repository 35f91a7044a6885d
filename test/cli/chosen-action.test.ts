import { expect, test } from "vitest";
import { chosenAction } from "../../dev/cli/chosen-action.ts";

const ACTIONS = { list: 0, save: 1, rm: Infinity } as const;
const chosen = (...args: readonly string[]) => chosenAction(ACTIONS, "snapshot", args, "list");

test("the words behind an action's name are its own; none named is the default", () => {
  expect(chosen()).toEqual({ action: "list", words: [] });
  expect(chosen("save", "a")).toEqual({ action: "save", words: ["a"] });
  expect(chosen("rm", "a", "b", "c")).toEqual({ action: "rm", words: ["a", "b", "c"] });
});

test("words that nobody would look at are refused, and so is an unknown action", () => {
  expect(() => chosen("list", "a")).toThrow("snapshot list does not know what to do with a");
  expect(() => chosen("save", "a", "b", "c")).toThrow("snapshot save does not know what to do with b c");
  expect(() => chosen("svae")).toThrow('There is no action "svae"; did you mean "save"?');
  expect(() => chosen("toString")).toThrow('There is no action "toString"');
});
