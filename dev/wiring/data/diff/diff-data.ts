import { comparable, type Moment } from "../../../data/diff/comparable.ts";
import type { DataDiff, DiffStore } from "../../../data/diff/diff.ts";
import { diffStores, type DiffSide } from "../../../data/diff/diff-stores.ts";
import { checkCompatibility } from "../../../data/snapshot/compatibility.ts";
import type { SnapshotManifest } from "../../../data/snapshot/manifest.ts";
import { LIVE } from "../../../data/snapshot/names.ts";
import type { Engine } from "../../../docker/connect.ts";
import { DevError } from "../../../errors/dev-error.ts";
import type { Interrupt } from "../../../platform/interrupt.ts";
import { together } from "../../../platform/together.ts";
import { connect } from "../../connection.ts";
import { sweepSessions } from "../../prune.ts";
import type { Project } from "../../project.ts";
import type { Surroundings } from "../../surroundings.ts";
import { runningInstance, type RunningInstance } from "../running-instance.ts";
import { usableSnapshot } from "../snapshot/restore-snapshot.ts";
import { postgresMajorOf, toolsImage } from "../snapshot/subject.ts";
import { wholeSnapshot } from "../snapshot/whole-snapshot.ts";
import { revive, type Revived } from "./revive.ts";
import { DIFF_PURPOSE } from "./revived-project.ts";
import { liveMoment, liveSide, snapshotMoment, snapshotSide } from "./sides.ts";

export interface DiffRequest {
  /** Names of snapshots, or `live`. */
  readonly before: string;
  readonly after: string;
  /** Stores; empty: all that both have. */
  readonly only: readonly DiffStore[];
}

/** What was found, and how long that took. */
export interface Compared extends DataDiff {
  readonly tookMs: number;
}

interface DiffTools {
  warn(text: string): void;
}

/** @throws {DevError} `SERVICE_NOT_RUNNING`, `USAGE` for a store that was asked for by name, and that one side has not. */
const demand = (only: readonly DiffStore[], moments: readonly Moment[]): void => {
  for (const store of only) {
    const moment = moments.find(({ has }) => !has.includes(store));
    if (moment?.name === LIVE) throw new DevError("SERVICE_NOT_RUNNING", `${moment.lack(store)}, and its data are compared while it does`, { hint: `neotool dev up --only ${store}` });
    if (moment) throw new DevError("USAGE", `${moment.lack(store)} that could be compared`, { hint: `neotool dev snapshot show ${moment.name} says what it has.` });
  }
};

/** A snapshot, whole and fit for this stack's servers, as far as they can be asked. */
const fitting = async (project: Project, engine: Engine, name: string, running: RunningInstance | undefined, signal: AbortSignal): Promise<SnapshotManifest> => {
  if (running) return await usableSnapshot(project, running, name, signal);
  const manifest = await wholeSnapshot(project, engine, name, signal);
  checkCompatibility(manifest, { postgresMajor: postgresMajorOf(project), kafkaMetadata: undefined });
  return manifest;
};

/**
 * Compares the data of two moments. Snapshots are brought to life for that, beside the instance, and are gone afterwards. The caller holds the instance's lock.
 *
 * @param show Called with the result before anything is cleared away.
 * @throws {DevError} `SNAPSHOT_UNKNOWN`, `SNAPSHOT_INCOMPATIBLE`, `SERVICE_NOT_RUNNING`, `DISK_FULL`, `TASK_FAILED`
 */
export const diffData = async (project: Project, surroundings: Surroundings, { before, after, only }: DiffRequest, tools: DiffTools, interrupt: Interrupt, show: (found: Compared) => void): Promise<void> => {
  const { clock } = surroundings;
  const began = clock.now();
  const isLive = before === LIVE || after === LIVE;
  const running = isLive ? await runningInstance(project, surroundings, interrupt.soft) : undefined;
  const { engine, runtime } = running?.connection ?? (await connect(project, surroundings, interrupt.soft));
  const names = [before, after].filter((name) => name !== LIVE);
  const manifests = new Map(await Promise.all(names.map(async (name) => [name, await fitting(project, engine, name, running, interrupt.soft)] as const)));
  const momentOf = (name: string): Moment => {
    const manifest = manifests.get(name);
    if (manifest) return snapshotMoment(manifest);
    if (running) return liveMoment(running);
    throw new Error(`${name} is neither a snapshot nor live`);
  };
  const [one, other] = [momentOf(before), momentOf(after)];
  demand(only, [one, other]);
  const { stores, notCompared } = comparable(only, one, other);
  const image = await toolsImage(project, { engine }, running?.observed ?? (await runtime.observe(interrupt.soft)), interrupt.soft);
  await using all = together(interrupt.soft);
  await using revived = await reviveAll(async (manifest) => revive(project, surroundings, engine, { manifest, stores, image }, tools, interrupt, all), manifests);
  const swept = all.with(() => sweepSessions(engine, project.instance.workingCopy, DIFF_PURPOSE));
  const sideOf = (name: string): DiffSide => {
    const found = revived.get(name);
    if (found) return snapshotSide(project, found, stores);
    if (running) return liveSide(project, running, stores, all.signal);
    throw new Error(`${name} is neither a snapshot nor live`);
  };
  const sides = [sideOf(before), sideOf(after)] as const;
  const found = await all.with((signal) => diffStores(...sides, stores, signal));
  show({ ...found, notCompared, tookMs: Math.round(clock.now() - began) });
  await swept;
};

type All = AsyncDisposable & Pick<ReadonlyMap<string, Revived>, "get">;

const reviveAll = async (one: (manifest: SnapshotManifest) => Promise<Revived>, manifests: ReadonlyMap<string, SnapshotManifest>): Promise<All> => {
  const revived = new Map<string, Revived>();
  for (const [name, manifest] of manifests) revived.set(name, await one(manifest));
  return { get: (name) => revived.get(name), [Symbol.asyncDispose]: async () => void (await Promise.all([...revived.values()].map((each) => each[Symbol.asyncDispose]()))) };
};
