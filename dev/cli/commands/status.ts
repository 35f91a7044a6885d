import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  check: { type: "flag", description: "ask every running service now whether it is ready" },
} as const satisfies OptionSpecs;

export type StatusInput = CommandInput<typeof options>;

export const status = defineCommand({
  name: "status",
  summary: "Show each service, its phase, and where to reach it",
  details: "ready: proven since the service was last started. --check asks every service again.",
  examples: ["neotool dev status", "neotool dev status --check", "neotool dev status --json | jq '.data.services[].phase'"],
  options,
});
