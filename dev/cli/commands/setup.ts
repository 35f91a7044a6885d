import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  yes: { type: "flag", short: "y", description: "do not ask" },
  dryRun: { type: "flag", description: "only show what would be done" },
  offline: { type: "flag", description: "open no connection beyond this machine" },
  parity: { type: "flag", description: "also what renders production's manifests: kubectl and helm" },
} as const satisfies OptionSpecs;

export type SetupInput = CommandInput<typeof options>;

export const setup = defineCommand({
  name: "setup",
  summary: "Install what is missing on this machine: container engine, images, what a cluster needs",
  details: "Shows what it will do and asks. Safe to interrupt and to repeat: it goes on from where it was.",
  examples: ["neotool dev setup", "neotool dev setup --yes", "neotool dev setup --parity"],
  options,
  interrupted: "Interrupted: ending the step that runs. The same command goes on from here.",
});
