import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  dryRun: { type: "flag", description: "only say what would go" },
  yes: { type: "flag", short: "y", description: "do not ask before destroying data" },
} as const satisfies OptionSpecs;

export type PruneInput = CommandInput<typeof options>;

export const prune = defineCommand({
  name: "prune",
  summary: "Remove instances whose working copy is gone, with their data, templates that nothing uses, and what dead tests left",
  examples: ["neotool dev prune --dry-run", "neotool dev prune --yes"],
  options,
});
