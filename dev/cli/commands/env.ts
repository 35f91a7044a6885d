import { CONSUMERS } from "../../model/consumer.ts";
import { FORMATS } from "../../env/format.ts";
import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  format: { type: "text", value: "format", choices: FORMATS, description: "how to write them (default: dotenv)" },
  for: { type: "text", value: "consumer", choices: CONSUMERS, description: "only what this consumer reads" },
  role: { type: "text", value: "role", description: "log in to Postgres as this schema's role instead of the owner", complete: "roles" },
} as const satisfies OptionSpecs;

export type EnvInput = CommandInput<typeof options>;

export const env = defineCommand({
  name: "env",
  summary: "Print the environment variables that applications need, secrets included",
  examples: [
    'eval "$(neotool dev env --format shell)"',
    "neotool dev env --for kotlin > .env",
    "neotool dev env --for jdbc --role app",
    "neotool dev env --format json | jq -r .POSTGRES_PASSWORD",
  ],
  options,
});
