import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  yes: { type: "flag", short: "y", description: "write the file without asking" },
} as const satisfies OptionSpecs;

export type InitInput = CommandInput<typeof options>;

export const init = defineCommand({
  name: "init",
  summary: "Propose a neotool.config.ts for this repository, and write it",
  details: [
    "Reads Gradle settings and builds, package.json and application.yml for applications and their ports; runs nothing of them.",
    "A config that is there is never changed: what it lacks is shown, to be added by hand.",
  ].join("\n"),
  examples: ["neotool dev init", "neotool dev init --yes", "neotool dev init --json | jq '.data.apps'"],
  options,
});
