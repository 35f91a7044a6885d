import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";
import { INTERRUPTED } from "../interrupted.ts";

const options = {
  replace: { type: "flag", description: "stop who has an application's port, where that runs in this project's own folder" },
  waitTimeout: { type: "number", value: "seconds", description: "how long each may take to become ready" },
  offline: { type: "flag", description: "open no connection beyond this machine" },
  dryRun: { type: "flag", description: "say what would be done, and why; change nothing" },
} as const satisfies OptionSpecs;

export type RunInput = CommandInput<typeof options>;

export const runApps = defineCommand({
  name: "run",
  summary: "Start applications of the project on this machine, with what they need",
  details: [
    "Applications are `apps` in neotool.config.ts (neotool dev init proposes them). They get the stack's variables, and whatever they depend on is brought",
    "up first. They outlive this command: logs, restart, status and why know them, down stops them.",
  ].join("\n"),
  examples: ["neotool dev run", "neotool dev run app web", "neotool dev logs app --follow", "neotool dev down --apps   # stops them, and nothing else"],
  args: [{ name: "[apps...]", description: "these applications (default: all)", complete: "apps" }],
  options,
  interrupted: INTERRUPTED,
});
