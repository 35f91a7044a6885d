import { expect, test } from "vitest";
import { helpTexts, preparedHelp } from "../../dev/cli/prepared-help.ts";
import { commands as quickCommands } from "../../dev/cli/quick-commands.ts";
import { programFor, type ProgramName } from "../../dev/cli/quick.ts";
import { commands } from "../../dev/cli/commands.ts";

test("each prepared text is what its own words are answered with", () => {
  for (const [name, argv] of helpTexts(commands.map((command) => command.name))) expect(preparedHelp(argv)).toBe(name);
});

test.each([[["-V"], "version"], [["-h"], "neotool"], [["dev", "-h"], "dev"], [["dev", "up", "-h"], "dev-up"]])("%s is the short form of a request for help", (argv, name) => {
  expect(preparedHelp(argv)).toBe(name);
});

test.each([
  [["dev"]],
  [[]],
  [["dev", "exec", "psql", "--help"]],
  [["dev", "up", "--json", "--help"]],
  [["dev", "../up", "--help"]],
  [["deploy", "--help"]],
  [["dev", "up"]],
])("%s is for the parser: it is no request for help, or one of another program's", (argv) => {
  expect(preparedHelp(argv)).toBeUndefined();
});

test("every command is in the program that is loaded for it", () => {
  const names = commands.map(({ name }) => name);
  const inProgram = (program: ProgramName) => names.filter((name) => programFor(["dev", name]) === program).sort();
  expect(inProgram("quick")).toEqual(quickCommands.map(({ name }) => name).sort());
  expect(inProgram("complete")).toEqual(["complete"]);
  expect(programFor(["dev", "staus"])).toBe("neotool");
  expect(programFor(["status"])).toBe("neotool");
});
