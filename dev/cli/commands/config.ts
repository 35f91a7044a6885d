import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {} as const satisfies OptionSpecs;

export type ConfigInput = CommandInput<typeof options>;

export const config = defineCommand({
  name: "config",
  summary: "Print the definition as it is after defaults and neotool.config.ts, without secrets",
  examples: ["neotool dev config", "neotool dev config --json | jq .data.settings.kafka"],
  options,
});
