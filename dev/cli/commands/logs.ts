import { LOG_LEVELS } from "../../engine/log-level.ts";
import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  follow: { type: "flag", short: "f", description: "go on with what comes, also from containers that are made anew" },
  tail: { type: "number", short: "n", value: "lines", description: "only the last lines of each service: of those that --level, --grep and --until leave" },
  since: { type: "text", value: "time", description: "nothing older: 90s, 10m, 2h, or a time like 2026-11-20T10:00:00Z" },
  until: { type: "text", value: "time", description: "nothing younger, said in the same way" },
  level: { type: "text", value: "level", choices: LOG_LEVELS, description: "only what is so grave or graver" },
  grep: { type: "text", value: "expression", description: "only records in which a line matches a regular expression" },
  source: { type: "text", value: "place", choices: ["engine", "loki"], description: "who is asked: the engine (default), or Loki, which also remembers removed containers" },
} as const satisfies OptionSpecs;

export type LogsInput = CommandInput<typeof options>;

export const logs = defineCommand({
  name: "logs",
  summary: "Show what the services write, in the order of time",
  details: `A record is a line with what belongs to it: its stack trace, a statement's further lines. --level and --grep show
a record whole or not at all. A line that does not say its level is shown by no --level. --json prints one object a
line: service, stream, at, level ("unknown" where nobody says it), text. Loki is asked for the last 7 days where
--since says nothing, and cannot be followed.`,
  examples: ["neotool dev logs", "neotool dev logs kafka --tail 50", "neotool dev logs --follow --since 10m", "neotool dev logs --level warn --since 2h", "neotool dev logs postgres --grep 'deadlock|timeout' --json"],
  args: [{ name: "[services...]", description: "these services (default: all)", complete: "containers" }],
  options,
});
