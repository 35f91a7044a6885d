import { allEnded } from "../../../data/isolation/dispose-all.ts";
import { checkCompatibility, type StoreVersions } from "../../../data/snapshot/compatibility.ts";
import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import type { Observer } from "../../../engine/run-plan.ts";
import { clusterIdOf, volumeName } from "../../../model/instance.ts";
import type { Interrupt } from "../../../platform/interrupt.ts";
import { openWorker } from "../../../runtimes/volumes/worker.ts";
import { source } from "../../desired-state.ts";
import { keepPorts } from "../../keep-ports.ts";
import type { Project } from "../../project.ts";
import type { Surroundings } from "../../surroundings.ts";
import type { RunningInstance } from "../running-instance.ts";
import { SECRETS_FILE, WORKER_SCRIPT } from "./copy-volumes.ts";
import { finishRestore, startServices, type RestoreRun } from "./finish-restore.ts";
import { clearJournal, writeJournal } from "./journal.ts";
import { makeWay } from "./make-way.ts";
import { beside, postgresMajorOf, toolsImage, versionsOf } from "./subject.ts";
import { unstage } from "./unfinished.ts";
import { wholeSnapshot } from "./whole-snapshot.ts";

export interface RestoreReport {
  say(text: string): void;
  warn(text: string): void;
  readonly observer: Observer;
}

/** The broker need not be asked whether it reads what the very same image has written. */
const versionsFor = async (project: Project, running: RunningInstance, { parts }: SnapshotManifest): Promise<StoreVersions> => {
  const isOfSameImage = parts.some(({ service, image }) => service === "kafka" && image.id !== "" && image.id === running.observed.containers.get(service)?.imageId);
  return isOfSameImage ? { postgresMajor: postgresMajorOf(project), kafkaMetadata: undefined } : versionsOf(project, running);
};

/**
 * A whole snapshot that this instance can use.
 *
 * @throws {DevError} `SNAPSHOT_UNKNOWN`, `SNAPSHOT_INCOMPATIBLE`: nothing was touched.
 */
export const usableSnapshot = async (project: Project, running: RunningInstance, name: string, signal: AbortSignal): Promise<SnapshotManifest> => {
  const manifest = await wholeSnapshot(project, running.connection.engine, name, signal);
  checkCompatibility(manifest, await versionsFor(project, running, manifest));
  return manifest;
};

/**
 * Brings an instance's data back to what a snapshot has. The caller holds the instance's lock and has asked whether to. What fails before anything was
 * replaced leaves all as it was; what fails afterwards is in the result.
 *
 * @throws {DevError} `DISK_FULL`, `SNAPSHOT_FAILED`: data and services are as they were.
 */
export const restoreSnapshot = async (project: Project, surroundings: Surroundings, running: RunningInstance, manifest: SnapshotManifest, report: RestoreReport, interrupt: Interrupt): Promise<RestoreRun> => {
  const { instance, directory } = project;
  const { connection, observed } = running;
  const { engine, runtime } = connection;
  const { name, parts } = manifest;
  const volumes = parts.map(({ volume }) => volume);
  const services = [...new Set(parts.map(({ service }) => service))].filter((service) => observed.containers.get(service)?.state === "running");
  const image = await toolsImage(project, connection, observed, interrupt.soft);
  for (const volume of volumes.map((one) => volumeName(instance, one))) {
    if (!observed.volumes.has(volume)) await runtime.apply({ kind: "create-volume", volume }, interrupt.hard);
  }
  await using _ports = await keepPorts(surroundings, services, running.desired, interrupt.soft);
  const journal = { doing: "restore", name, services, volumes } as const;
  await writeJournal(directory, { ...journal, phase: "staging" });
  let isReplaced = false;
  // A first Ctrl+C ends what can still be undone; what has begun to be replaced is ended.
  const cut = new AbortController();
  const cutOff = () => void (isReplaced || cut.abort(interrupt.soft.reason));
  interrupt.soft.addEventListener("abort", cutOff, { once: true });
  const aside = new Set<string>();
  const ran = new Set([...observed.containers.values()].flatMap(({ service, state }) => (state === "running" ? [service] : [])));
  const stopping = allEnded(services.map(async (service) => void ((await makeWay(running, service, interrupt.hard)) === "aside" && aside.add(service))));
  stopping.catch(() => {}); // said where it is waited for
  try {
    const request = { instance, snapshot: name, image, script: source(WORKER_SCRIPT), task: "restore", volumes, beside: beside(connection, observed), env: { CLUSTER_ID: clusterIdOf(instance) } } as const;
    await using worker = await openWorker(engine, request, AbortSignal.any([interrupt.hard, cut.signal])); // it ends by itself, while services start
    report.say(`Stopping ${services.join(", ") || "nothing"}; copying the snapshot beside what is there`);
    const secrets = await worker.kept(SECRETS_FILE);
    worker.say("begin");
    await Promise.all([worker.until("staged"), stopping]);
    interrupt.soft.throwIfAborted();
    isReplaced = true;
    await writeJournal(directory, { ...journal, phase: "swapping" });
    worker.say("swap");
    await worker.until("done");
    await writeJournal(directory, { ...journal, phase: "starting" });
    return await finishRestore(project, surroundings, connection, { services, aside, ran, secrets }, report, interrupt);
  } catch (error) {
    if (!isReplaced) {
      await stopping.catch(() => {});
      await unstage(project, engine, { name, image, volumes });
      await startServices(project, surroundings, connection, { services, aside, ran }, report, { ...interrupt, soft: interrupt.hard });
      await clearJournal(directory);
    }
    throw error;
  } finally {
    interrupt.soft.removeEventListener("abort", cutOff);
  }
};
