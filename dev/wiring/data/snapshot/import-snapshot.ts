import { checkCompatibility, type StoreVersions } from "../../../data/snapshot/compatibility.ts";
import { readExport } from "../../../data/snapshot/export-file.ts";
import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { checkName } from "../../../data/snapshot/names.ts";
import { DevError } from "../../../errors/dev-error.ts";
import type { Observed } from "../../../planner/observed.ts";
import { unpackPart } from "../../../runtimes/volumes/part-streams.ts";
import { makeSnapshotVolume, removeSnapshotVolume } from "../../../runtimes/volumes/snapshot-volumes.ts";
import type { Connection } from "../../connection.ts";
import { source } from "../../desired-state.ts";
import type { Project } from "../../project.ts";
import { WORKER_SCRIPT } from "./copy-volumes.ts";
import { clearJournal, writeJournal } from "./journal.ts";
import { keepManifest, readManifests } from "./manifests.ts";
import { toolsImage } from "./subject.ts";

/** What an import is held against. */
export interface ImportGround {
  readonly connection: Connection;
  readonly observed: Observed;
  readonly versions: StoreVersions;
}

/**
 * Makes a snapshot of an exported file. It is one only when every part was compared with the manifest. The caller holds the instance's lock.
 *
 * @param asked Its name. @default the one that it had
 * @throws {DevError} `SNAPSHOT_DAMAGED`, `SNAPSHOT_INCOMPATIBLE`, `SNAPSHOT_EXISTS`, `DISK_FULL`: nothing of it is left then.
 */
export const importSnapshot = async (project: Project, { connection, observed, versions }: ImportGround, file: string, asked: string | undefined, signal: AbortSignal): Promise<SnapshotManifest> => {
  const { instance, directory } = project;
  const { engine } = connection;
  const image = await toolsImage(project, connection, observed, signal);
  let name: string | undefined;
  const request = (snapshot: string) => ({ instance, snapshot, image, script: source(WORKER_SCRIPT) });
  try {
    const { snapshot } = await readExport(
      file,
      {
        begin: async ({ snapshot: manifest }) => {
          checkCompatibility(manifest, versions);
          const wanted = checkName(asked ?? manifest.name);
          if ((await readManifests(directory)).some((one) => one.name === wanted)) {
            throw new DevError("SNAPSHOT_EXISTS", `There is already a snapshot ${wanted}`, { hint: "Give it another name: neotool dev snapshot import <file> <name>" });
          }
          name = wanted;
          await writeJournal(directory, { doing: "save", name: wanted, paused: [] });
          await removeSnapshotVolume(engine, instance, wanted); // of one that was cut off
          await makeSnapshotVolume(engine, instance, wanted, signal);
        },
        take: (stream, content) => unpackPart(engine, request(name ?? ""), stream.name, content, signal),
      },
      signal,
    );
    const manifest: SnapshotManifest = { ...snapshot, name: name ?? snapshot.name, reason: "imported" };
    await keepManifest(directory, manifest);
    await clearJournal(directory);
    return manifest;
  } catch (error) {
    if (name !== undefined) {
      await removeSnapshotVolume(engine, instance, name);
      await clearJournal(directory);
    }
    throw error;
  }
};
