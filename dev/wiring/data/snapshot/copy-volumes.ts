import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { areSame, formatSecrets, readSecrets, settledSecrets, type Secret } from "../../../data/vault/kv-secrets.ts";
import { openWorker, type VolumeWorker } from "../../../runtimes/volumes/worker.ts";
import { source } from "../../desired-state.ts";
import type { Project } from "../../project.ts";
import type { Surroundings } from "../../surroundings.ts";
import type { RunningInstance } from "../running-instance.ts";
import { whileFrozen } from "./frozen.ts";
import { beside } from "./subject.ts";

/** In a snapshot's volume, beside the folders of volumes: Vault's. */
export const VAULT_PART = "vault";
/** For root alone. */
export const SECRETS_FILE = `${VAULT_PART}/secrets.jsonl`;
export const WORKER_SCRIPT = "snapshot/worker.sh";

export interface CopyRequest {
  readonly snapshot: string;
  /** With the tools that copy. */
  readonly image: string;
  readonly volumes: readonly string[];
  /** Services that run and write to them. */
  readonly writers: readonly string[];
  /** Called when the engine was asked for what copies. */
  begun(): void;
}

export interface Copied {
  readonly way: SnapshotManifest["way"];
  /** By volume. */
  readonly sizes: ReadonlyMap<string, { readonly files: number; readonly bytes: number }>;
  /** `undefined`: Vault does not run. */
  readonly secrets: readonly Secret[] | undefined;
  readonly pauseMs: number;
  /** What has copied goes. */
  readonly going: Promise<void>;
}

interface CopyReport {
  say(text: string): void;
  warn(text: string): void;
}

/** How Vault's secrets of an instance are read, without the keys that the instance itself keeps there; `undefined` where it does not run. */
const readerOf = ({ stores: { vault } }: RunningInstance, signal: AbortSignal): (() => Promise<readonly Secret[] | undefined>) =>
  async () => vault && readSecrets(vault.address, vault.action.token, vault.action, signal);

/**
 * Copies volumes while their services write, then once more what has changed while none does: long copies cost no pause. Vault, which has
 * no volume, is read meanwhile.
 *
 * @throws {DevError} `SNAPSHOT_FAILED`, `DISK_FULL`, `TASK_FAILED`
 */
export const copyVolumes = async ({ instance }: Project, surroundings: Surroundings, running: RunningInstance, { writers, begun, ...request }: CopyRequest, report: CopyReport, signal: AbortSignal): Promise<Copied> => {
  const { engine, runtime } = running.connection;
  const secretsNow = readerOf(running, signal);
  const settled = async (before: readonly Secret[] | undefined) => before && settledSecrets(before, async () => (await secretsNow()) ?? []);
  const opening = openWorker(engine, { ...request, instance, task: "save", script: source(WORKER_SCRIPT), beside: beside(running.connection, running.observed), starting: begun }, signal);
  const [worker] = await Promise.all([opening, checkpoint(running)]);
  try {
    report.say("Copying while everything runs");
    // Where Vault stands still with the others, the look at it is the last thing before.
    const early = runtime.pauses === "service" ? secretsNow() : undefined;
    const [said] = await Promise.all([worker.until("copied"), early]);
    const way = said.includes("copied reflink") ? "reflink" : "copy";
    const before = await (early ?? secretsNow());
    const { done, pauseMs } = await whileFrozen(runtime, writers, surroundings.clock, async () => {
      worker.say("freeze");
      // Where all stand still, Vault does too.
      const [, secrets] = await Promise.all([worker.until("frozen"), runtime.pauses === "service" ? settled(before) : before]);
      // Nobody need stand still for the rest.
      if (secrets) worker.keep(SECRETS_FILE, formatSecrets(secrets));
      worker.say("finish");
      return secrets;
    });
    if (before && runtime.pauses === "everything" && !areSame(before, (await secretsNow()) ?? [])) {
      report.warn("Vault's secrets were written while the snapshot was taken: they are as they were just before the other stores");
    }
    return { way, sizes: sizesIn(await worker.until("done")), secrets: done, pauseMs, going: ended(worker) };
  } catch (error) {
    await worker[Symbol.asyncDispose]();
    throw error;
  }
};

/** Whoever waits for it is told of a failure, and nobody else. */
const ended = (worker: VolumeWorker): Promise<void> => {
  const going = Promise.resolve(worker[Symbol.asyncDispose]());
  going.catch(() => {});
  return going;
};

/** What need not be replayed after a restore. That it cannot be done costs time then, and nothing else. */
const checkpoint = async ({ stores: { postgres } }: RunningInstance): Promise<void> => {
  if (!postgres) return;
  const { writeCheckpoint } = await import("../../../data/postgres/checkpoint.ts");
  await writeCheckpoint(postgres.address, postgres.action);
};

/** `part <volume> <files> <bytes>` */
export const sizesIn = (said: readonly string[]): Copied["sizes"] =>
  new Map(said.flatMap((line): [string, { files: number; bytes: number }][] => {
    const [word, volume = "", files, bytes] = line.split(" ");
    return word === "part" ? [[volume, { files: Number(files), bytes: Number(bytes) }]] : [];
  }));
