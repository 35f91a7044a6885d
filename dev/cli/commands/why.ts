import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {} as const satisfies OptionSpecs;

export type WhyInput = CommandInput<typeof options>;

export const why = defineCommand({
  name: "why",
  summary: "Say why a service is not ready: what holds it, since when, its last words, what changed, what to do",
  details: "Asks every running service now. Without a name: whoever holds the others up.",
  examples: ["neotool dev why", "neotool dev why pgbouncer", "neotool dev why kafka --json | jq .data.explanations[0].advice"],
  args: [{ name: "[service]", description: "a service or one-shot of the stack (default: every one that is not ready)", complete: "services" }],
  options,
});
