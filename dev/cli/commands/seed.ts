import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  list: { type: "flag", description: "only say which datasets there are, or what is in those that are named" },
  force: { type: "flag", short: "f", description: "apply also what was applied already" },
} as const satisfies OptionSpecs;

export type SeedInput = CommandInput<typeof options>;

export const seed = defineCommand({
  name: "seed",
  summary: "Write known data into the stores: what is new or changed, and nothing twice",
  details: `A dataset is a folder: postgres/*.sql and *.csv, kafka/<topic>.jsonl, minio/<bucket>/**, vault/*.yaml, seed.ts
(docs/data.md). Without a name, all datasets of the project are applied (seeds.directory, by itself neotool/seeds).`,
  examples: ["neotool dev seed", "neotool dev seed demo", "neotool dev seed --list", "neotool dev seed orders --force"],
  args: [{ name: "[datasets...]", description: "these datasets (default: all of the project)", complete: "datasets" }],
  options,
  interrupted: "Interrupted: what is whole stays, what is not is taken back. `neotool dev seed` goes on from there.",
});
