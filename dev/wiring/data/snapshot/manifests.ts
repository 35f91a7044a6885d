import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { formatManifest, parseManifest, type SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { DevError } from "../../../errors/dev-error.ts";
import type { InstanceDirectory } from "../../../instance/directory.ts";
import { errnoOf, readIfThere, writeAtomically } from "../../../platform/files.ts";

const ENDING = ".json";
const pathOf = ({ snapshots }: InstanceDirectory, name: string): string => join(snapshots, `${name}${ENDING}`);

/** Of all whole snapshots, oldest first. One that cannot be read counts as none: its snapshot is shown as not whole. */
export const readManifests = async (directory: InstanceDirectory): Promise<readonly SnapshotManifest[]> => {
  const files = await readdir(directory.snapshots).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  const names = files.filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length));
  const found = await Promise.all(names.map((name) => findManifest(directory, name).catch((error: unknown) => {
    if (error instanceof DevError) return undefined;
    throw error;
  })));
  return found.filter((manifest) => manifest !== undefined).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
};

/** @throws {DevError} `STATE_UNREADABLE` when it is none. */
export const findManifest = async (directory: InstanceDirectory, name: string): Promise<SnapshotManifest | undefined> => {
  const path = pathOf(directory, name);
  const text = await readIfThere(path);
  return text === undefined ? undefined : parseManifest(text, path);
};

/** The last act of saving: from now on the snapshot is whole. @throws {DevError} `STATE_UNWRITABLE` */
export const keepManifest = (directory: InstanceDirectory, manifest: SnapshotManifest): Promise<void> => writeAtomically(pathOf(directory, manifest.name), formatManifest(manifest));

/** The first act of removing. */
export const dropManifest = (directory: InstanceDirectory, name: string): Promise<void> => rm(pathOf(directory, name), { force: true });

/** Of all snapshots of an instance whose volumes are gone. */
export const dropManifests = ({ snapshots, snapshotJournal, trying }: InstanceDirectory): Promise<unknown> =>
  Promise.all([rm(trying, { force: true }), rm(snapshots, { recursive: true, force: true }), rm(snapshotJournal, { force: true })]);
