import type { Engine } from "../docker/connect.ts";
import { engineInfo } from "../docker/info.ts";
import { runChecks, type Check, type CheckReport } from "../doctor/check.ts";
import { freeSpace, judgeEngineDisk, judgeWorkingCopyDisk, type FreeSpace } from "../doctor/disk.ts";
import { judgeMemory } from "../doctor/memory.ts";
import { DevError } from "../errors/dev-error.ts";
import type { Service } from "../model/service.ts";

/** Longer than an engine at work takes; what does not answer in this time is said, and holds nothing up. */
const WITHIN_MS = 3_000;

/** The doctor's checks that a start needs, and that cost no more than one question to the engine. */
const checksFor = ({ socket }: Engine, workingCopy: string, services: readonly Service[], space: FreeSpace, signal: AbortSignal): readonly Check[] => {
  const info = engineInfo(socket, WITHIN_MS, signal);
  info.catch(() => {}); // said by the checks that wait for it
  const neededMiB = services.reduce((sum, service) => sum + (service.kind === "container" ? service.limits.memoryMiB : 0), 0);
  return [
    { id: "disk", title: "Disk space of the engine", run: async () => judgeEngineDisk((await info).DockerRootDir, space) },
    {
      id: "working-copy-disk",
      title: "Disk space of the working copy",
      run: async () => judgeWorkingCopyDisk((await space(workingCopy)) ?? Infinity, workingCopy),
    },
    { id: "memory", title: "Memory of the engine", run: async () => judgeMemory((await info).MemTotal, neededMiB, []) },
  ];
};

/** Checks that are under way. */
export interface Preflight extends Disposable {
  /** @throws the signal's reason when it is aborted. */
  reports(): Promise<readonly CheckReport[]>;
}

/** Begins the checks; they run while the plan is made. Disposed of, they are given up: an engine that hangs keeps nobody. */
export const beginPreflight = (engine: Engine, workingCopy: string, services: readonly Service[], signal: AbortSignal, space: FreeSpace = freeSpace): Preflight => {
  const given = new AbortController();
  const either = AbortSignal.any([signal, given.signal]);
  const reports = runChecks(checksFor(engine, workingCopy, services, space, either), either, WITHIN_MS);
  reports.catch(() => {}); // given up before anybody asked
  return { reports: () => reports, [Symbol.dispose]: () => given.abort() };
};

/**
 * What the checks say to somebody who is about to start containers.
 *
 * @throws {DevError} `DISK_FULL` where nothing should be begun.
 */
export const judgePreflight = (reports: readonly CheckReport[], warn: (text: string) => void): void => {
  for (const { title, result } of reports) {
    if (result.verdict === "fail") throw new DevError("DISK_FULL", `${title}: only ${result.detail}; nothing was begun`, { hint: result.fix });
    if (result.verdict === "warn") warn(`${title}: ${result.detail}. ${result.fix}`);
  }
};
