import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  profile: { type: "text", value: "name", description: "which services: a profile of the stack", complete: "profiles" },
  output: { type: "text", short: "o", value: "directory", description: "write one file for each service here instead of printing them", complete: "directories" },
} as const satisfies OptionSpecs;

export type ManifestsInput = CommandInput<typeof options>;

export const manifests = defineCommand({
  name: "manifests",
  summary: "Show the stack as Kubernetes manifests",
  details: [
    "What every service needs comes first: namespaces, quotas, and policies that keep out whoever is not let in.",
    "No secret is in it, and nothing of a cluster: where only `up` knows, it says so. A file that neotool did not make is never written over.",
  ].join("\n"),
  examples: ["neotool dev manifests", "neotool dev manifests pgbouncer", "neotool dev manifests --profile core --output rendered"],
  args: [{ name: "[services...]", description: "these services alone (default: those of the profile, and what they need)", complete: "containers" }],
  options,
});
