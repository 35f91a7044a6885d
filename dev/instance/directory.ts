import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Instance } from "../model/instance.ts";
import { unwritable, writeAtomically } from "../platform/files.ts";

/** Where an instance keeps its files. All of it is a cache but `credentials.json` and `jwt/`, which cannot be made again. */
export interface InstanceDirectory {
  readonly root: string;
  readonly credentials: string;
  readonly jwt: string;
  /** The public keys as a JWK set, for services that read a file. */
  readonly jwks: string;
  readonly state: string;
  readonly lock: string;
  readonly logs: string;
  /** What a reset is doing, while it does it. */
  readonly reset: string;
  /** What is known of each snapshot, a file each: without its file, a snapshot is not whole. */
  readonly snapshots: string;
  /** What is being done to a snapshot: left behind by who was killed in the middle. */
  readonly snapshotJournal: string;
  /** What is being tried, for as long as it is neither kept nor rolled back. */
  readonly trying: string;
  /** The graph that its gateway serves, and what it was composed from. */
  readonly graph: string;
  /** Of the applications on this machine: what runs, and their logs. */
  readonly programs: string;
  /** Of its k3d cluster: how to reach it, for this user alone. */
  readonly cluster: string;
}

const ownFolder = (workingCopy: string): string => join(workingCopy, ".neotool");

/** Of an instance that dies with a process: all of it may go with that. */
export const sessionDirectory = ({ workingCopy, id }: Pick<Instance, "workingCopy" | "id">): InstanceDirectory => filesBelow(join(ownFolder(workingCopy), "sessions", id));

export const instanceDirectory = (workingCopy: string): InstanceDirectory => filesBelow(ownFolder(workingCopy));

const filesBelow = (root: string): InstanceDirectory => ({
  root,
  credentials: join(root, "credentials.json"),
  jwt: join(root, "jwt"),
  jwks: join(root, "jwt", "jwks.json"),
  state: join(root, "state.json"),
  lock: join(root, "lock"),
  logs: join(root, "logs"),
  reset: join(root, "reset.json"),
  snapshots: join(root, "snapshots"),
  snapshotJournal: join(root, "snapshot-journal.json"),
  trying: join(root, "try.json"),
  graph: join(root, "graph"),
  programs: join(root, "apps"),
  cluster: join(root, "k3d"),
});

/**
 * Makes the directory (0700), and keeps it out of git whatever the project's own .gitignore says.
 *
 * @throws {DevError} `STATE_UNWRITABLE`
 */
export const makeInstanceDirectory = async ({ root }: InstanceDirectory): Promise<void> => {
  try {
    await mkdir(root, { recursive: true });
    await chmod(root, 0o700); // also one that was there
  } catch (cause) {
    throw unwritable(root, cause);
  }
  const ignore = join(root, ".gitignore");
  if (!existsSync(ignore)) await writeAtomically(ignore, "*\n");
};
