import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { nameByTime } from "../../../data/snapshot/names.ts";
import { clusterIdOf } from "../../../model/instance.ts";
import type { Clock } from "../../../platform/clock.ts";
import { listSnapshotVolumes, makeSnapshotVolume, removeSnapshotVolume } from "../../../runtimes/volumes/snapshot-volumes.ts";
import { openWorker } from "../../../runtimes/volumes/worker.ts";
import { source } from "../../desired-state.ts";
import type { Project } from "../../project.ts";
import type { RunningInstance } from "../running-instance.ts";
import { sizesIn, WORKER_SCRIPT } from "./copy-volumes.ts";
import { clearJournal, writeJournal } from "./journal.ts";
import { keepManifest, readManifests } from "./manifests.ts";
import { identityOf } from "./save-snapshot.ts";
import { partsThere, toolsImage } from "./subject.ts";

/** Whose data are in the way, and what is known of them. */
export interface InTheWay {
  readonly services: readonly string[];
  /** What wrote Postgres' files, where they are among them; `undefined`: they are not, or nobody knows. */
  readonly postgresMajor: number | undefined;
}

type Ground = Pick<RunningInstance, "connection" | "known" | "observed">;

/**
 * Makes a snapshot of what the volumes of some services hold, and empties them: they begin anew, and nothing is lost. The services are stopped first. The caller holds the instance's lock.
 *
 * @throws {DevError} `SNAPSHOT_FAILED`, `DISK_FULL`: the data are where they were.
 */
export const setAside = async (project: Project, ground: Ground, { services, postgresMajor }: InTheWay, clock: Clock, signal: AbortSignal): Promise<SnapshotManifest> => {
  const { instance, directory } = project;
  const { connection, observed } = ground;
  const { engine, runtime } = connection;
  const parts = partsThere(project, observed).filter(({ service }) => services.includes(service));
  const volumes = parts.map(({ volume }) => volume);
  const image = await toolsImage(project, connection, observed, signal);
  const taken = [...(await readManifests(directory)).map(({ name }) => name), ...(await listSnapshotVolumes(engine, instance, signal))];
  const name = nameByTime(clock.date(), taken);
  const work = { instance, snapshot: name, image, script: source(WORKER_SCRIPT), volumes };
  await Promise.all(services.map((service) => runtime.apply({ kind: "stop", service, grace: "own" }, signal)));
  const copied = async () => {
    await using worker = await openWorker(engine, { ...work, task: "save" }, signal);
    const way = (await worker.until("copied")).includes("copied reflink") ? ("reflink" as const) : ("copy" as const);
    worker.say("freeze"); // nobody writes
    await worker.until("frozen");
    worker.say("finish");
    return { way, sizes: sizesIn(await worker.until("done")) };
  };
  await writeJournal(directory, { doing: "save", name, paused: [] });
  try {
    await makeSnapshotVolume(engine, instance, name, signal);
    const { way, sizes } = await copied();
    const manifest: SnapshotManifest = {
      ...identityOf(project, ground),
      name,
      createdAt: clock.date().toISOString(),
      reason: "set aside",
      pauseMs: 0,
      way,
      parts: parts.map((part) => ({ ...part, ...(sizes.get(part.volume) ?? { files: 0, bytes: 0 }) })),
      secrets: null,
      postgresMajor: postgresMajor ?? null,
      kafka: services.includes("kafka") ? { metadataVersion: null, clusterId: clusterIdOf(instance) } : null,
    };
    await keepManifest(directory, manifest);
    // From here on it is a restore of nothing: whoever comes after a kill ends it.
    await writeJournal(directory, { doing: "restore", name, phase: "swapping", services: [], volumes });
    await using worker = await openWorker(engine, { ...work, task: "empty" }, signal);
    worker.say("begin");
    await worker.until("done");
    // Made anew on an empty volume, it gets that as its image has it: whoever made the volume may have made it for another user.
    await Promise.all(services.map((service) => runtime.apply({ kind: "remove", service }, signal)));
    await clearJournal(directory);
    return manifest;
  } catch (error) {
    if ((await readManifests(directory)).every((one) => one.name !== name)) {
      await removeSnapshotVolume(engine, instance, name);
      await clearJournal(directory);
    }
    throw error;
  }
};
