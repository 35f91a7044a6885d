import type { Engine } from "../docker/connect.ts";
import { engineInfo } from "../docker/info.ts";
import { runChecks, type Check, type CheckReport } from "../doctor/check.ts";
import { judgeNodeDisk, judgeNodeMemory, memoryNeedOf } from "../doctor/cluster-room.ts";
import { judgeEngineDisk, judgeWorkingCopyDisk, spaceAt, type SpaceAt } from "../doctor/disk.ts";
import { judgeMemory } from "../doctor/memory.ts";
import { DevError } from "../errors/dev-error.ts";
import type { RuntimeId } from "../model/runtime.ts";
import type { Service } from "../model/service.ts";

/** Longer than an engine at work takes; what does not answer in this time is said, and holds nothing up. */
const WITHIN_MS = 3_000;

/** What is about to be started. */
interface Subject {
  readonly workingCopy: string;
  readonly services: readonly Service[];
  readonly runtime: RuntimeId;
}

/** The doctor's checks that a start needs, and that cost no more than one question to the engine. */
const checksFor = ({ socket }: Engine, { workingCopy, services, runtime }: Subject, space: SpaceAt, signal: AbortSignal): readonly Check[] => {
  const info = engineInfo(socket, WITHIN_MS, signal);
  info.catch(() => {}); // said by the checks that wait for it
  const need = memoryNeedOf(services);
  const ofNode: readonly Check[] = [
    { id: "cluster-memory", title: "Memory for a cluster's node", run: async () => judgeNodeMemory((await info).MemTotal, need) },
    {
      id: "cluster-disk",
      title: "Disk space for a cluster's node",
      run: async () => {
        const { DockerRootDir } = await info;
        return judgeNodeDisk(await space(DockerRootDir), DockerRootDir);
      },
    },
  ];
  return [
    { id: "disk", title: "Disk space of the engine", run: async () => judgeEngineDisk((await info).DockerRootDir, space) },
    {
      id: "working-copy-disk",
      title: "Disk space of the working copy",
      run: async () => judgeWorkingCopyDisk((await space(workingCopy))?.freeBytes ?? Infinity, workingCopy),
    },
    ...(runtime === "k3d" ? ofNode : [{ id: "memory", title: "Memory of the engine", run: async () => judgeMemory((await info).MemTotal, need.mostMiB, []) }]),
  ];
};

/** Checks that are under way. */
export interface Preflight extends Disposable {
  /** @throws the signal's reason when it is aborted. */
  reports(): Promise<readonly CheckReport[]>;
}

/** Begins the checks; they run while the plan is made. Disposed of, they are given up: an engine that hangs keeps nobody. */
export const beginPreflight = (engine: Engine, subject: Subject, signal: AbortSignal, space: SpaceAt = spaceAt): Preflight => {
  const given = new AbortController();
  const either = AbortSignal.any([signal, given.signal]);
  const reports = runChecks(checksFor(engine, subject, space, either), either, WITHIN_MS);
  reports.catch(() => {}); // given up before anybody asked
  return { reports: () => reports, [Symbol.dispose]: () => given.abort() };
};

/**
 * What the checks say to somebody who is about to start containers.
 *
 * @throws {DevError} `DISK_FULL`, `ENGINE_UNFIT` where nothing should be begun.
 */
export const judgePreflight = (reports: readonly CheckReport[], warn: (text: string) => void): void => {
  for (const { id, title, result } of reports) {
    if (result.verdict === "fail" && id === "cluster-memory") throw new DevError("ENGINE_UNFIT", `${title}: ${result.detail}; nothing was begun`, { hint: result.fix });
    if (result.verdict === "fail") throw new DevError("DISK_FULL", `${title}: only ${result.detail}; nothing was begun`, { hint: result.fix });
    if (result.verdict === "warn") warn(`${title}: ${result.detail}. ${result.fix}`);
  }
};
