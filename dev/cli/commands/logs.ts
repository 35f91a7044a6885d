import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  follow: { type: "flag", short: "f", description: "go on with what comes" },
  tail: { type: "number", short: "n", value: "lines", description: "only the last lines of each service" },
  since: { type: "text", value: "time", description: "nothing older: 90s, 10m, 2h, or a time like 2026-11-20T10:00:00Z" },
} as const satisfies OptionSpecs;

export type LogsInput = CommandInput<typeof options>;

export const logs = defineCommand({
  name: "logs",
  summary: "Show what the services write, in the order of time",
  examples: ["neotool dev logs", "neotool dev logs kafka --tail 50", "neotool dev logs --follow --since 10m"],
  args: [{ name: "[services...]", description: "these services (default: all)", complete: "containers" }],
  options,
});
