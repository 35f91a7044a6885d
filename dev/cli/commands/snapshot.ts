import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";
import { INTERRUPTED } from "../interrupted.ts";

const options = {
  last: { type: "flag", description: "restore, show: the newest one" },
  yes: { type: "flag", short: "y", description: "do not ask before destroying data" },
} as const satisfies OptionSpecs;

/** Each has its action in `actions/snapshot/`. */
export const SNAPSHOT_ACTIONS = ["list", "save", "show", "restore", "rm"] as const;

export type SnapshotInput = CommandInput<typeof options>;

export const snapshot = defineCommand({
  name: "snapshot",
  summary: "Points in time of all data: list, save, show, restore, rm",
  details: [
    "list               what there is, with age, size and why it was taken (default)",
    "save [name]        Postgres, Kafka, MinIO, Vault and Grafana as they are in one moment; says how long writers stood still",
    "show <name>        what is in it",
    "restore <name>     brings all of them back to it: what was written since is gone (asks)",
    "rm <names...>      removes snapshots",
    "",
    "Snapshots are volumes of the instance: `neotool dev down --volumes` removes them too.",
  ].join("\n"),
  examples: ["neotool dev snapshot save before-migration", "neotool dev snapshot", "neotool dev snapshot restore before-migration --yes", "neotool dev snapshot restore --last"],
  args: [
    { name: "[action]", description: "list, save, show, restore or rm", complete: SNAPSHOT_ACTIONS },
    { name: "[names...]", description: "of snapshots" },
  ],
  options,
  interrupted: INTERRUPTED,
});
