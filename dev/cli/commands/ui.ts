import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {} as const satisfies OptionSpecs;

export type UiInput = CommandInput<typeof options>;

export const ui = defineCommand({
  name: "ui",
  summary: "Watch the running services and their logs on one screen",
  details: [
    "Keys: enter its log only, / search, u what it uses, r restart, s shell, c copy address, e error, ? all keys, q quit.",
    "Leaving it stops nothing: the services go on running.",
  ].join("\n"),
  examples: ["neotool dev ui"],
  options,
});
