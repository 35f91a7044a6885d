import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  only: { type: "list", value: "scope", description: "only this: a store (postgres) or a part of it (postgres:neotool_db.app) (repeatable)" },
  seed: { type: "list", value: "dataset", description: "write this dataset afterwards (repeatable)", complete: "datasets" },
  dryRun: { type: "flag", description: "list what would be destroyed, and do nothing" },
  noSnapshot: { type: "flag", description: "take no snapshot before: nothing brings the data back" },
  yes: { type: "flag", short: "y", description: "do not ask before destroying data" },
} as const satisfies OptionSpecs;

export type ResetInput = CommandInput<typeof options>;

export const reset = defineCommand({
  name: "reset",
  summary: "Destroy data while the services stay up; what the definition puts there is made again",
  details:
    "Scopes: postgres[:<database>[.<schema>]], kafka[:<topic or pattern>], kafka:group/<id>, minio[:<bucket>[/<prefix>]], vault[:<path>], vault:jwt, prometheus, loki, grafana, mail.\n" +
    "A snapshot is taken before; neotool dev snapshot restore --last undoes the reset.\n" +
    "Databases, roles, topics with their settings, buckets with their policies and the JWT keys stay; their data go.",
  examples: ["neotool dev reset --dry-run", "neotool dev reset --only postgres", "neotool dev reset --seed demo --yes   # as on the first day", "neotool dev reset --only postgres:neotool_db.app --only kafka:orders.* --yes"],
  options,
  interrupted: "A reset ends what it has begun; Ctrl+C again leaves it half done",
});
