import type { SnapshotJournal } from "../../../data/snapshot/journal.ts";
import type { Engine } from "../../../docker/connect.ts";
import { readState, writeState } from "../../../instance/state.ts";
import type { Desired } from "../../../planner/desired.ts";
import type { Observed } from "../../../planner/observed.ts";
import { removeSnapshotVolume } from "../../../runtimes/volumes/snapshot-volumes.ts";
import { openWorker, removeWorkers, type WorkerRequest } from "../../../runtimes/volumes/worker.ts";
import type { Connection } from "../../connection.ts";
import { source } from "../../desired-state.ts";
import type { Project } from "../../project.ts";
import { tellCutOffTry } from "../try/journal.ts";
import { SECRETS_FILE, WORKER_SCRIPT } from "./copy-volumes.ts";
import { giveSecrets, type RestoreRest } from "./finish-restore.ts";
import { thaw } from "./frozen.ts";
import { clearJournal, readJournal, writeJournal } from "./journal.ts";
import { findManifest } from "./manifests.ts";
import { toolsImage } from "./subject.ts";

/** However the command before it ended, this must come to its end. */
const WITHIN_MS = 600_000;
const NOTHING: Observed = { containers: new Map(), volumes: new Set(), network: false, strangers: [] };

interface Staged {
  readonly name: string;
  readonly image: string;
  readonly volumes: readonly string[];
}

const work = async ({ instance }: Project, engine: Engine, task: WorkerRequest["task"], { name, image, volumes }: Staged): Promise<string | undefined> => {
  await using worker = await openWorker(engine, { instance, snapshot: name, image, script: source(WORKER_SCRIPT), task, volumes }, AbortSignal.timeout(WITHIN_MS));
  const secrets = await worker.kept(SECRETS_FILE);
  worker.say("begin");
  await worker.until("done");
  return secrets;
};

/** Takes away the copy that a restore has made beside the data. */
export const unstage = async (project: Project, engine: Engine, staged: Staged): Promise<void> => void (await work(project, engine, "undo", staged));

type Restore = Extract<SnapshotJournal, { doing: "restore" }>;

const undoSave = async ({ instance, directory }: Project, { engine, runtime }: Connection, { name, paused }: Extract<SnapshotJournal, { doing: "save" }>): Promise<string> => {
  await thaw(runtime, paused);
  const isWhole = (await findManifest(directory, name)) !== undefined;
  if (!isWhole) await removeSnapshotVolume(engine, instance, name);
  await clearJournal(directory);
  return isWhole ? `The snapshot ${name} was taken; the command that took it was ended before it could say so` : `Taking the snapshot ${name} was cut off: what there was of it is removed, and the services that stood still for it go on`;
};

/** @returns what is left to do once services can be started. */
const goOnRestoring = async (project: Project, { engine }: Connection, journal: Restore, image: string): Promise<RestoreRest> => {
  const secrets = await work(project, engine, journal.phase === "swapping" ? "resume" : "look", { ...journal, image });
  await writeJournal(project.directory, { ...journal, phase: "starting" });
  return { services: journal.services, secrets };
};

/** A restore that was cut off. `rest`: its volumes are in place. */
export interface Unfinished {
  readonly services: readonly string[];
  readonly rest: RestoreRest | undefined;
}

/** Ends what a killed command has left at work, for who throws all of it away. */
export const letGo = async ({ instance, directory }: Project, { engine, runtime }: Connection): Promise<void> => {
  const journal = await readJournal(directory);
  await removeWorkers(engine, instance, AbortSignal.timeout(WITHIN_MS));
  if (journal?.doing === "save") await thaw(runtime, journal.paused);
};

/**
 * Says what a command that was killed has left, and undoes or finishes it, as far as volumes go: a snapshot that was being taken is
 * removed; a restore is undone while nothing was replaced, and gone on with after that; what a command that was tried has changed stays. The caller holds the instance's lock.
 *
 * @returns a restore that is to be ended by starting its services; `undefined`: there is nothing.
 */
export const settleSnapshots = async (project: Project, connection: Connection, say: (text: string) => void): Promise<Unfinished | undefined> => {
  const journal = await readJournal(project.directory);
  const isBeingRestored = (snapshot: string) => journal?.doing === "restore" && journal.phase !== "staging" && journal.name === snapshot;
  await tellCutOffTry(project.directory, async (snapshot) => !isBeingRestored(snapshot) && (await findManifest(project.directory, snapshot)) !== undefined, say);
  if (!journal) return undefined;
  await removeWorkers(connection.engine, project.instance, AbortSignal.timeout(WITHIN_MS));
  if (journal.doing === "save") {
    say(await undoSave(project, connection, journal));
    return undefined;
  }
  const image = await toolsImage(project, connection, NOTHING, AbortSignal.timeout(WITHIN_MS));
  if (journal.phase === "staging") {
    await unstage(project, connection.engine, { ...journal, image });
    say(`Restoring the snapshot ${journal.name} was cut off before anything was replaced: the data are as they were`);
    return { services: journal.services, rest: undefined };
  }
  say(`Restoring the snapshot ${journal.name} was cut off in the middle: it is finished now`);
  return { services: journal.services, rest: await goOnRestoring(project, connection, journal, image) };
};

/** What leans on services that are to be started: it must find them anew, and does so when it is started behind them. */
export const stopWhatLeans = async ({ stack }: Project, { runtime }: Connection, { services }: Unfinished, signal: AbortSignal): Promise<void> => {
  const { containers } = await runtime.observeContainers(signal);
  const leans = stack.services.filter(({ name, dependsOn = {} }) => containers.get(name)?.state === "running" && !services.includes(name) && services.some((service) => service in dependsOn));
  await Promise.all(leans.map(({ name }) => runtime.apply({ kind: "stop", service: name, grace: "own" }, signal)));
};

/** One-shots in services whose data were exchanged are due: the container ran on, so its start does not say so. */
export const forgetOneShots = async ({ stack, directory }: Pick<Project, "stack" | "directory">, { services }: Pick<RestoreRest, "services">, warn: (text: string) => void): Promise<void> => {
  const state = await readState(directory.state, warn);
  const due = new Set(stack.services.flatMap((one) => (one.kind === "task" && one.target !== undefined && services.includes(one.target) ? [one.name] : [])));
  await writeState(directory.state, { ...state, tasks: Object.fromEntries(Object.entries(state.tasks).filter(([name]) => !due.has(name))) });
};

/** The end of it, once services run: Vault gets its secrets, and nobody is told of it again. */
export const endUnfinished = async ({ directory }: Project, { rest }: Unfinished, desired: Desired, warn: (text: string) => void, signal: AbortSignal): Promise<void> => {
  await giveSecrets(desired, rest?.secrets, warn, signal);
  await clearJournal(directory);
};
