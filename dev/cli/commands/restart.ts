import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";
import { INTERRUPTED } from "../interrupted.ts";

const options = {
  waitTimeout: { type: "number", value: "seconds", description: "how long each service may take to become ready" },
} as const satisfies OptionSpecs;

export type RestartInput = CommandInput<typeof options>;

export const restart = defineCommand({
  name: "restart",
  summary: "Stop and start services, and do again what their start asks for",
  examples: ["neotool dev restart vault     # the JWT keys are written again", "neotool dev restart"],
  args: [{ name: "[services...]", description: "these services (default: all)", complete: "containers" }],
  options,
  interrupted: INTERRUPTED,
});
