import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import type { Engine } from "../../../docker/connect.ts";
import { DevError } from "../../../errors/dev-error.ts";
import { listSnapshotVolumes } from "../../../runtimes/volumes/snapshot-volumes.ts";
import type { Project } from "../../project.ts";
import { findManifest } from "./manifests.ts";
import { snapshotNames, unknownSnapshot } from "./remove-snapshot.ts";

/** @throws {DevError} `SNAPSHOT_UNKNOWN` for one that is not there, or not all of it. */
export const wholeSnapshot = async (project: Project, engine: Engine, name: string, signal: AbortSignal): Promise<SnapshotManifest> => {
  const manifest = await findManifest(project.directory, name);
  const volumes = await listSnapshotVolumes(engine, project.instance, signal);
  if (!manifest && volumes.includes(name)) throw new DevError("SNAPSHOT_UNKNOWN", `The snapshot ${name} is not whole`, { hint: `It was cut off, or its manifest was deleted: neotool dev snapshot rm ${name}` });
  if (!manifest) throw unknownSnapshot(name, await snapshotNames(project, engine, signal));
  if (!volumes.includes(name)) throw new DevError("SNAPSHOT_UNKNOWN", `The data of the snapshot ${name} are gone: its volume was removed`, { hint: `neotool dev snapshot rm ${name} forgets it; an exported copy can be imported again.` });
  return manifest;
};
