import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  all: { type: "flag", short: "a", description: "also those that are stopped, or have only volumes left, and what tests have isolated in those that run" },
} as const satisfies OptionSpecs;

export type PsInput = CommandInput<typeof options>;

export const ps = defineCommand({
  name: "ps",
  summary: "List the instances on this machine: age, memory, ports, working copy",
  examples: ["neotool dev ps", "neotool dev ps --all"],
  args: [{ name: "[instances...]", description: "only these, whether they run or not", complete: "instances" }],
  options,
});
