import { bytesOf, type SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { listSnapshotVolumes } from "../../../runtimes/volumes/snapshot-volumes.ts";
import { connect } from "../../connection.ts";
import type { Project } from "../../project.ts";
import type { Surroundings } from "../../surroundings.ts";
import { readManifests } from "./manifests.ts";

export interface ListedSnapshot {
  readonly name: string;
  /** `cut off`: there is a volume, and nothing says that it is whole. `lost`: the volume was removed by somebody else. */
  readonly state: "whole" | "cut off" | "lost";
  /** `null`: unknown. */
  readonly bytes: number | null;
  readonly manifest: SnapshotManifest | null;
}

/** Oldest first; what is not whole comes last. Changes nothing. */
export const listSnapshots = async (project: Project, surroundings: Surroundings, signal: AbortSignal): Promise<readonly ListedSnapshot[]> => {
  const { engine } = await connect(project, surroundings, signal);
  const [manifests, volumes] = await Promise.all([readManifests(project.directory), listSnapshotVolumes(engine, project.instance, signal)]);
  const known = manifests.map((manifest): ListedSnapshot => ({ name: manifest.name, state: volumes.includes(manifest.name) ? "whole" : "lost", bytes: bytesOf(manifest), manifest }));
  const unknown = volumes.filter((name) => !manifests.some((manifest) => manifest.name === name));
  return [...known, ...unknown.map((name): ListedSnapshot => ({ name, state: "cut off", bytes: null, manifest: null }))];
};
