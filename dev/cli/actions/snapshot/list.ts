import { bytesText } from "../../../ui/usage-text.ts";
import { formatAge } from "../../../platform/duration.ts";
import { listSnapshots, type ListedSnapshot } from "../../../wiring/data/snapshot/list-snapshots.ts";
import { table } from "../../table.ts";
import type { SnapshotAction } from "./action.ts";
import { contentText } from "./text.ts";

const STATES: Readonly<Record<ListedSnapshot["state"], string>> = {
  whole: "",
  "cut off": "not whole: neotool dev snapshot rm removes it",
  lost: "its volume is gone: neotool dev snapshot rm forgets it",
};

const row = ({ name, state, manifest, bytes }: ListedSnapshot, now: number): readonly string[] => [
  name,
  manifest ? formatAge(now - Date.parse(manifest.createdAt)) : "",
  bytes === null ? "" : bytesText(bytes),
  manifest ? contentText(manifest) : "",
  [manifest?.reason ?? "", STATES[state]].filter((part) => part !== "").join("; "),
];

export const run: SnapshotAction = async (project, _names, _options, { surroundings, interrupt }) => {
  const snapshots = await listSnapshots(project, surroundings, interrupt.soft);
  const now = surroundings.clock.date().getTime();
  const text = snapshots.length === 0 ? "This instance has no snapshots. neotool dev snapshot save takes one." : table([["NAME", "AGE", "SIZE", "CONTENT", "WHY"], ...snapshots.map((one) => row(one, now))]);
  return { data: { snapshots }, text };
};
