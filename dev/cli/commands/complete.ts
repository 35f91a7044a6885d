import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {} as const satisfies OptionSpecs;

export type CompleteInput = CommandInput<typeof options>;

export const complete = defineCommand({
  name: "complete",
  summary: "Answer a shell's completion script: a word and its description a line, \":directories\" or \":all\" where paths belong",
  examples: ["neotool dev complete -- dev up --pro"],
  args: [{ name: "[words...]", description: "as typed, the last one unfinished" }],
  options,
  hidden: true,
});
