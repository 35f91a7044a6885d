import { Command as Commander } from "commander";
import { expect, test } from "vitest";
import { defineCommand, toCommand } from "../../dev/cli/define-command.ts";
import type { CommandContext } from "../../dev/cli/command.ts";
import { createOutput } from "../../dev/cli/output.ts";
import { createRedactor } from "../../dev/platform/redact.ts";
import { realSurroundings } from "../../dev/wiring/surroundings.ts";

const spec = defineCommand({
  name: "wipe",
  summary: "",
  examples: [],
  options: { noSnapshot: { type: "flag", description: "" }, notes: { type: "flag", description: "" }, only: { type: "list", value: "scope", description: "" } },
});

const CONTEXT: CommandContext = {
  surroundings: realSurroundings(),
  interrupt: { soft: new AbortController().signal, hard: new AbortController().signal, raise: () => {}, dispose: () => {} },
  output: createOutput({ command: "wipe", mode: "text", stdout: { write: () => true }, stderr: { write: () => true }, redactor: createRedactor(), invokedAs: "neotool" }),
};

const optionsOf = async (...argv: readonly string[]) => {
  const seen: unknown[] = [];
  const program = new Commander().exitOverride();
  const command = toCommand(spec, async () => ({ run: async ({ options }) => void seen.push(options) }));
  command.addTo(program, async (_spec, _json, handle) => void (await handle(CONTEXT)));
  await program.parseAsync(["wipe", ...argv], { from: "user" });
  return seen[0];
};

test("what is denied is known by its own name, and is off by itself", async () => {
  expect(await optionsOf()).toMatchObject({ noSnapshot: false, notes: false, only: [] });
  expect(await optionsOf("--no-snapshot", "--only", "a,b", "--only", "c")).toMatchObject({ noSnapshot: true, notes: false, only: ["a", "b", "c"] });
  expect(await optionsOf("--notes")).toMatchObject({ noSnapshot: false, notes: true });
});

test("a list that names nothing is refused: it would be taken for none", async () => {
  await expect(optionsOf("--only", "")).rejects.toMatchObject({ message: expect.stringContaining("It names nothing.") });
  await expect(optionsOf("--only", " , ")).rejects.toMatchObject({ code: "commander.invalidArgument" });
  expect(await optionsOf("--only", "a, b,")).toMatchObject({ only: ["a", "b"] });
});

test("an option is not the value of the one before it, which has none then; what only looks like one may be", async () => {
  await expect(optionsOf("--only", "--json")).rejects.toMatchObject({ message: expect.stringContaining("option '--only <scope>' argument '--json' is invalid. --json is an option, so its own value is missing.") });
  await expect(optionsOf("--only", "--notes")).rejects.toMatchObject({ code: "commander.invalidArgument" });
  expect(await optionsOf("--only=--other", "--notes")).toMatchObject({ only: ["--other"], notes: true });
});
