import type { Engine } from "../../../docker/connect.ts";
import { DevError } from "../../../errors/dev-error.ts";
import { unknownName } from "../../../platform/closest.ts";
import { listSnapshotVolumes, removeSnapshotVolume } from "../../../runtimes/volumes/snapshot-volumes.ts";
import type { Project } from "../../project.ts";
import { dropManifest, readManifests } from "./manifests.ts";

/** Removes a snapshot, whole or not. Without its manifest it counts as half, wherever this is cut off. */
export const removeSnapshot = async ({ instance, directory }: Project, engine: Engine, name: string): Promise<void> => {
  await dropManifest(directory, name);
  await removeSnapshotVolume(engine, instance, name);
};

/** All that there is of an instance's snapshots, whole or not. */
export const snapshotNames = async ({ instance, directory }: Project, engine: Engine, signal: AbortSignal): Promise<readonly string[]> => [
  ...new Set([...(await readManifests(directory)).map(({ name }) => name), ...(await listSnapshotVolumes(engine, instance, signal))]),
];

/** @throws {DevError} `SNAPSHOT_UNKNOWN`, with what was probably meant. */
export const unknownSnapshot = (name: string, names: readonly string[]): DevError => {
  const { message } = unknownName("snapshot", name, names);
  return new DevError("SNAPSHOT_UNKNOWN", names.length === 0 ? `There is no snapshot ${name}: this instance has none` : message, { hint: names.length === 0 ? "neotool dev snapshot save takes one." : "neotool dev snapshot list shows them." });
};
