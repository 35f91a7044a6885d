import type { Actions } from "../chosen-action.ts";
import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";
import { INTERRUPTED } from "../interrupted.ts";

const options = {
  last: { type: "flag", description: "restore, show, diff: the newest one" },
  only: { type: "list", value: "store", description: "diff: only this store (postgres, kafka, minio, vault; repeatable)" },
  yes: { type: "flag", short: "y", description: "do not ask before destroying data" },
} as const satisfies OptionSpecs;

/** Each has its action in `actions/snapshot/`. */
export const SNAPSHOT_ACTIONS = { list: 0, save: 1, show: Infinity, restore: Infinity, diff: Infinity, rm: Infinity, export: 2, import: 2 } as const satisfies Actions;

export type SnapshotInput = CommandInput<typeof options>;

export const snapshot = defineCommand({
  name: "snapshot",
  summary: "Points in time of all data: list, save, show, restore, diff, rm, export, import",
  details: [
    "list                   what there is, with age, size and why it was taken (default)",
    "save [name]            Postgres, Kafka, MinIO, Vault, Grafana and mails as they are in one moment; says how long writers stood still",
    "show <name>            what is in it",
    "restore <name>         brings all of them back to it: what was written since is gone (asks)",
    "diff <a> [b]           what is different in b: rows, offsets, objects, names of secrets; without b, in what there is now (live)",
    "rm <names...>          removes snapshots",
    "export <name> [file]   makes one file of it, to be taken elsewhere; it holds secrets of Vault and hashes of passwords",
    "import <file> [name]   makes a snapshot of such a file, once every part of it is known to be whole",
    "",
    "Snapshots are volumes of the instance: `neotool dev down --volumes` removes them too.",
  ].join("\n"),
  examples: ["neotool dev snapshot save before-migration", "neotool dev snapshot", "neotool dev snapshot restore before-migration --yes", "neotool dev snapshot restore --last", "neotool dev snapshot diff before-migration", "neotool dev snapshot export before-migration bug-4711.tar.zst", "neotool dev snapshot import bug-4711.tar.zst"],
  args: [
    { name: "[action]", description: "list, save, show, restore, diff, rm, export or import", complete: Object.keys(SNAPSHOT_ACTIONS) },
    { name: "[names...]", description: "of snapshots; of a file", complete: "snapshots" },
  ],
  options,
  interrupted: INTERRUPTED,
});
