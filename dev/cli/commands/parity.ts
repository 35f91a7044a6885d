import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

export const PARITY_FORMATS = ["text", "json", "sarif", "markdown"] as const;

const options = {
  entry: { type: "text", value: "path", description: "where to begin in the folder: one cluster, one overlay (default: found by itself)", complete: "directories" },
  ref: { type: "text", value: "commit", description: "read the folder as it is in this commit, branch or tag" },
  static: { type: "flag", description: "compare the definitions, also where they run" },
  all: { type: "flag", description: "say everything: also what is good to know, meant or waived" },
  format: { type: "text", value: "format", choices: PARITY_FORMATS, description: "text, json, sarif (2.1.0) or markdown, for a pull request (default: text)" },
  failOn: { type: "text", value: "severity", choices: ["error", "warning", "info"], description: "exit 3 from this severity on (default: error)" },
  explainMatching: { type: "flag", description: "say which of production's workloads was taken for which service, and why" },
  yes: { type: "flag", short: "y", description: "fix: write the changes" },
} as const satisfies OptionSpecs;

export type ParityInput = CommandInput<typeof options>;

export const parity = defineCommand({
  name: "parity",
  summary: "Compare what runs here with production's manifests, offline: what differs, why it matters, what to change",
  details: [
    "neotool dev parity [folder]       compares; the folder may stand in neotool.config.ts (parity.manifests)",
    "neotool dev parity fix [folder]   shows what neotool.config.ts would have to say; writes it with --yes",
    "",
    "Reads plain YAML, kustomizations, Flux, Helm charts that are there, and Compose files. Exit code 3: there is drift.",
    "What a project accepts stands in parity.waivers.yaml: docs/parity.md.",
  ].join("\n"),
  examples: ["neotool dev parity ../infra", "neotool dev parity ../infra --entry clusters/production --ref origin/main", "neotool dev parity --format markdown --fail-on warning", "neotool dev parity fix --yes"],
  args: [
    { name: "[folder]", description: "of production's manifests, or the word fix", complete: "directories" },
    { name: "[more]", description: "the folder, behind fix", complete: "directories" },
  ],
  options,
});
