import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  once: { type: "flag", description: "print one table and end, also at a terminal" },
} as const satisfies OptionSpecs;

export type TopInput = CommandInput<typeof options>;

export const top = defineCommand({
  name: "top",
  summary: "Show what each service uses, and the numbers that matter of it",
  details: [
    "At a terminal it goes on; keys: c by CPU, m by memory, n by network, s as started, up and down explain one service's numbers, q quits. In a pipe it prints one table.",
    "CPU %: of one processor. MEMORY: without page cache, and its limit. UP: since its last start; the engine never starts a service again by itself, so there are no restarts to count.",
    "NUMBERS come from this instance's Prometheus; where it does not run they are `-`.",
  ].join("\n"),
  examples: ["neotool dev top", "neotool dev top kafka postgres", "neotool dev top --json | jq '.data.services[] | {service, cpuPercent, memoryBytes}'"],
  args: [{ name: "[services...]", description: "these services (default: all)", complete: "containers" }],
  options,
});
