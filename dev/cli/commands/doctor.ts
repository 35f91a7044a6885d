import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  fix: { type: "flag", description: "mend what can be mended without destroying anything" },
} as const satisfies OptionSpecs;

export type DoctorInput = CommandInput<typeof options>;

export const doctor = defineCommand({
  name: "doctor",
  summary: "Look for what will go wrong, and say how to mend it",
  examples: ["neotool dev doctor", "neotool dev doctor --fix"],
  options,
});
