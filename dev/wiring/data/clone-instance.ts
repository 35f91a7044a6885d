import type { SnapshotManifest } from "../../data/snapshot/manifest.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Instance } from "../../model/instance.ts";
import type { Interrupt } from "../../platform/interrupt.ts";
import { packPart, unpackPart } from "../../runtimes/volumes/part-streams.ts";
import { makeSnapshotVolume, removeSnapshotVolume } from "../../runtimes/volumes/snapshot-volumes.ts";
import { source as fileText } from "../desired-state.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { runningInstance, type RunningInstance } from "./running-instance.ts";
import { VAULT_PART, WORKER_SCRIPT } from "./snapshot/copy-volumes.ts";
import type { RestoreRun } from "./snapshot/finish-restore.ts";
import { clearJournal, writeJournal } from "./snapshot/journal.ts";
import { keepManifest } from "./snapshot/manifests.ts";
import { removeSnapshot } from "./snapshot/remove-snapshot.ts";
import { restoreSnapshot, usableSnapshot, type RestoreReport } from "./snapshot/restore-snapshot.ts";
import { saveSnapshot } from "./snapshot/save-snapshot.ts";
import { toolsImage } from "./snapshot/subject.ts";
import { withSnapshots } from "./snapshot/with-snapshots.ts";

export interface Cloned {
  readonly manifest: SnapshotManifest;
  /** How long the other one's writers stood still. */
  readonly pauseMs: number;
  readonly run: RestoreRun;
}

/** A snapshot of another instance becomes one of this one, part by part. */
const takeOver = async (project: Project, { connection, observed }: RunningInstance, from: Instance, manifest: SnapshotManifest, signal: AbortSignal): Promise<void> => {
  const { instance, directory } = project;
  const { engine } = connection;
  const { name } = manifest;
  const request = { snapshot: name, image: await toolsImage(project, connection, observed, signal), script: fileText(WORKER_SCRIPT) };
  await removeSnapshot(project, engine, name);
  await writeJournal(directory, { doing: "save", name, paused: [] });
  try {
    await makeSnapshotVolume(engine, instance, name, signal);
    for (const part of [...manifest.parts.map(({ volume }) => volume), ...(manifest.secrets === null ? [] : [VAULT_PART])]) {
      await unpackPart(engine, { ...request, instance }, part, packPart(engine, { ...request, instance: from }, part, signal), signal);
    }
    await keepManifest(directory, manifest);
  } catch (error) {
    await removeSnapshotVolume(engine, instance, name);
    throw error;
  } finally {
    await clearJournal(directory);
  }
};

/** The same at both ends and each time: what a killed clone has left is written over. */
const nameFor = ({ id }: Instance): string => `clone-for-${id}`;

/** @throws {DevError} `SERVICE_NOT_RUNNING` when nothing of the other instance does. */
const snapshotOf = (source: Project, name: string, surroundings: Surroundings, report: RestoreReport, interrupt: Interrupt) =>
  withSnapshots(source, surroundings, "clone", report, interrupt, async () => {
    const there = await runningInstance(source, surroundings, interrupt.soft).catch((error: unknown) => {
      if (!(error instanceof DevError) || error.code !== "SERVICE_NOT_RUNNING") throw error;
      throw new DevError("SERVICE_NOT_RUNNING", `Nothing of ${source.instance.id} runs, and its data are copied while it does`, { hint: `Bring it up in ${source.instance.workingCopy}: neotool dev up`, cause: error });
    });
    await removeSnapshot(source, there.connection.engine, name);
    return await saveSnapshot(source, surroundings, there, { name, reason: "for a clone" }, report, interrupt);
  });

/**
 * Gives a running instance a copy of another one's data. The other one stands still for as long as for a snapshot, and keeps nothing of it.
 *
 * @throws {DevError} before anything is replaced; what fails afterwards is in the result.
 */
export const cloneInstance = async (project: Project, source: Project, surroundings: Surroundings, report: RestoreReport, interrupt: Interrupt): Promise<Cloned> => {
  const name = nameFor(project.instance);
  const { manifest, pauseMs } = await snapshotOf(source, name, surroundings, report, interrupt);
  return await withSnapshots(project, surroundings, "clone", report, interrupt, async () => {
    const running = await runningInstance(project, surroundings, interrupt.soft);
    const { engine } = running.connection;
    try {
      await takeOver(project, running, source.instance, manifest, interrupt.soft);
    } finally {
      await removeSnapshot(source, engine, name);
    }
    try {
      const usable = await usableSnapshot(project, running, name, interrupt.soft);
      return { manifest, pauseMs, run: await restoreSnapshot(project, surroundings, running, usable, report, interrupt) };
    } finally {
      await removeSnapshot(project, engine, name);
    }
  });
};
