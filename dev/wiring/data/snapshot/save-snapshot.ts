import type { StoreVersions } from "../../../data/snapshot/compatibility.ts";
import { bytesOf, type SnapshotManifest, type SnapshotReason } from "../../../data/snapshot/manifest.ts";
import { checkName, nameByTime } from "../../../data/snapshot/names.ts";
import { outdated } from "../../../data/snapshot/outdated.ts";
import type { Secret } from "../../../data/vault/kv-secrets.ts";
import { DevError } from "../../../errors/dev-error.ts";
import { clusterIdOf } from "../../../model/instance.ts";
import type { Interrupt } from "../../../platform/interrupt.ts";
import { neotoolVersion } from "../../../platform/package-root.ts";
import { listSnapshotVolumes, makeSnapshotVolume, removeSnapshotVolume } from "../../../runtimes/volumes/snapshot-volumes.ts";
import type { Project } from "../../project.ts";
import type { Surroundings } from "../../surroundings.ts";
import type { RunningInstance } from "../running-instance.ts";
import { currentTry } from "../try/journal.ts";
import { copyVolumes, type Copied } from "./copy-volumes.ts";
import { thaw } from "./frozen.ts";
import { clearJournal, writeJournal } from "./journal.ts";
import { keepManifest, readManifests } from "./manifests.ts";
import { removeSnapshot } from "./remove-snapshot.ts";
import { partsThere, toolsImage, versionsOf, type PartThere } from "./subject.ts";

export interface SaveRequest {
  /** @default by the time */
  readonly name?: string | undefined;
  readonly reason: SnapshotReason;
  /** @default nobody waits for anything else */
  readonly meanwhile?: Meanwhile;
}

/** For who has something else to do. */
export interface Meanwhile {
  /** The engine makes what copies: for some hundred milliseconds this process is idle. */
  begun(): void;
  /** The snapshot is whole, and what copied it goes: it is not waited for then. */
  tidying(tidied: Promise<void>): void;
}

export interface SaveReport {
  say(text: string): void;
  warn(text: string): void;
}

export interface SavedSnapshot {
  readonly manifest: SnapshotManifest;
  /** How long writers stood still. */
  readonly pauseMs: number;
  readonly bytes: number;
  /** From the beginning, the pause included. */
  readonly tookMs: number;
}

/**
 * Takes a snapshot of an instance's data: all stores as they were in one moment. The caller holds the instance's lock.
 *
 * @throws {DevError} `SNAPSHOT_EXISTS`, `SNAPSHOT_FAILED`, `DISK_FULL`, `TASK_FAILED`: nothing of it is left then, and writers go on.
 */
export const saveSnapshot = async (project: Project, surroundings: Surroundings, running: RunningInstance, request: SaveRequest, report: SaveReport, interrupt: Interrupt): Promise<SavedSnapshot> => {
  const { instance, directory } = project;
  const { clock } = surroundings;
  const { engine, runtime } = running.connection;
  const began = clock.now();
  const name = await freeName(project, running, request.name, clock.date(), interrupt.soft);
  const parts = partsThere(project, running.observed);
  const writers = [...new Set(parts.map(({ service }) => service))].filter((service) => running.observed.containers.get(service)?.state === "running");
  const image = await toolsImage(project, running.connection, running.observed, interrupt.soft);
  let asked: Promise<StoreVersions> | undefined; // answered while volumes are copied
  const begun = () => {
    asked = versionsOf(project, running);
    request.meanwhile?.begun();
  };
  await writeJournal(directory, { doing: "save", name, paused: writers });
  let going = Promise.resolve();
  try {
    await makeSnapshotVolume(engine, instance, name, interrupt.soft);
    const copied = await copyVolumes(project, surroundings, running, { snapshot: name, image, volumes: parts.map(({ volume }) => volume), writers, begun }, report, interrupt.soft);
    going = copied.going;
    const about = { ...identityOf(project, running), name, createdAt: clock.date().toISOString(), reason: request.reason };
    const manifest: SnapshotManifest = { ...about, ...contentOf(parts, copied, copied.secrets, await (asked ?? versionsOf(project, running)), clusterIdOf(instance)) };
    await keepManifest(directory, manifest);
    await clearJournal(directory);
    const tidied = tidy(project, running, going);
    tidied.catch(() => {}); // who was left to it is told when it waits
    if (request.meanwhile) request.meanwhile.tidying(tidied);
    else await tidied;
    return { manifest, bytes: bytesOf(manifest), pauseMs: copied.pauseMs, tookMs: clock.now() - began };
  } catch (error) {
    await thaw(runtime, writers); // as far as they stand still; the journal stays where that cannot be done
    await going;
    await removeSnapshotVolume(engine, instance, name);
    await clearJournal(directory);
    throw error;
  }
};

/** What has copied goes, and so do snapshots that nobody needs any more. */
const tidy = async (project: Project, { connection }: RunningInstance, going: Promise<void>): Promise<void> => {
  await going;
  const tried = (await currentTry(project.directory))?.snapshot; // however many its command takes
  for (const old of outdated((await readManifests(project.directory)).filter((one) => one.name !== tried))) await removeSnapshot(project, connection.engine, old.name);
};

/** @throws {DevError} `SNAPSHOT_EXISTS`, `USAGE` */
const freeName = async ({ instance, directory }: Project, { connection }: RunningInstance, asked: string | undefined, date: Date, signal: AbortSignal): Promise<string> => {
  const whole = (await readManifests(directory)).map(({ name }) => name);
  if (asked === undefined) return nameByTime(date, [...whole, ...(await listSnapshotVolumes(connection.engine, instance, signal))]);
  if (!whole.includes(checkName(asked))) return asked; // half of one is begun anew
  throw new DevError("SNAPSHOT_EXISTS", `There is already a snapshot ${asked}`, { hint: `Take another name, or remove it first: neotool dev snapshot rm ${asked}` });
};

/** Of which instance it is, and by what it was made. */
export const identityOf = ({ instance }: Project, { connection, known: { credentials } }: Pick<RunningInstance, "connection" | "known">) => ({
  schemaVersion: 1 as const,
  instance: instance.id,
  runtime: connection.runtime.id,
  neotool: neotoolVersion(),
  credentials: Object.fromEntries([...credentials.values.keys()].sort().map((name) => [name, credentials.fingerprint(name)])),
});

const contentOf = (parts: readonly PartThere[], { way, pauseMs, sizes }: Copied, secrets: readonly Secret[] | undefined, { postgresMajor, kafkaMetadata }: StoreVersions, clusterId: string) => {
  const has = (name: string) => parts.some(({ service }) => service === name);
  return {
    way,
    pauseMs: Math.round(pauseMs),
    parts: parts.map((part) => ({ ...part, ...(sizes.get(part.volume) ?? { files: 0, bytes: 0 }) })),
    secrets: secrets?.map(({ mount, path, version }) => ({ mount, path, version })) ?? null,
    postgresMajor: (has("postgres") ? postgresMajor : undefined) ?? null,
    kafka: has("kafka") ? { metadataVersion: kafkaMetadata ?? null, clusterId } : null,
  };
};
