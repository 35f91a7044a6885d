import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  profile: { type: "text", value: "name", description: "which services: a profile of the stack", complete: "profiles" },
  output: { type: "text", short: "o", value: "file", description: "write the Compose file here instead of printing it" },
  // Not --env-file: Node takes that for an option of its own, wherever it stands (nodejs/node#54232).
  dotenv: { type: "text", value: "file", description: "write what it asks for here, secrets included (0600)" },
} as const satisfies OptionSpecs;

export type ComposeInput = CommandInput<typeof options>;

export const compose = defineCommand({
  name: "compose",
  summary: "Export the stack as a Compose file that runs with Docker alone",
  details: [
    "The file holds no secret: it asks for variables, which --dotenv writes from this instance's credentials and JWT keys.",
    "A service that reads the logs of the others is left out: which they are, only neotool could tell it.",
    "Take both files to any machine with Docker Compose 2.23.1 or later. A file that neotool did not make is never written over.",
  ].join("\n"),
  examples: [
    "neotool dev compose",
    "neotool dev compose --output compose.yaml --dotenv .env && docker compose up --wait",
    "neotool dev compose --profile core",
    "neotool dev compose --output shop.yaml --dotenv shop.env",
  ],
  options,
});
