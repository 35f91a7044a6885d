import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {} as const satisfies OptionSpecs;

export type ExecInput = CommandInput<typeof options>;

export const exec = defineCommand({
  name: "exec",
  summary: "Run a client inside a service, with the right credentials and without showing them",
  details: "The first word is a tool (psql, psql-pooled, psql-admin, pgbouncer-console, kafka-topics, …, vault, mc) or a service.",
  examples: [
    "neotool dev exec psql",
    'neotool dev exec psql -c "select version()"',
    "neotool dev exec kafka-topics --list",
    "neotool dev exec vault kv get secret/jwt/keys/default",
    "neotool dev exec mc ls local",
    "neotool dev exec postgres bash",
  ],
  args: [
    { name: "<tool>", description: "a tool, or a service", complete: "tools" },
    { name: "[args...]", description: "its arguments, or the command to run in the service" },
  ],
  options,
  passThrough: true,
});
