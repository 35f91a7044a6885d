import { statfs } from "node:fs/promises";
import type { EngineEnvironment } from "../docker/socket.ts";
import { pass, type Check, type CheckResult } from "./check.ts";
import { withInfo } from "./with-info.ts";

const GIB = 1024 ** 3;

/** A file system. */
export interface Space {
  /** What this user may still write. */
  readonly freeBytes: number;
  readonly totalBytes: number;
}

/** The file system at a path; `undefined` where there is no such path on this machine. */
export type SpaceAt = (path: string) => Promise<Space | undefined>;

export const spaceAt: SpaceAt = async (path) => {
  const space = await statfs(path).catch(() => undefined);
  return space && { freeBytes: space.bavail * space.bsize, totalBytes: space.blocks * space.bsize };
};

interface Limits {
  /** Below it: a warning. */
  readonly littleGiB: number;
  /** Below it: nothing should be begun. */
  readonly noneGiB: number;
  readonly fix: string;
}

const OF_ENGINE: Limits = { littleGiB: 5, noneGiB: 1, fix: "docker system df shows what takes it; neotool dev prune and docker image prune free some." };
/** Credentials, keys and logs take a few MiB; what people build there takes more. */
const OF_WORKING_COPY: Limits = { littleGiB: 1, noneGiB: 0.1, fix: "Free some space on this file system: du -sh * shows what takes it." };

const judge = (freeBytes: number, path: string, { littleGiB, noneGiB, fix }: Limits): CheckResult => {
  const free = freeBytes / GIB;
  const detail = `${free.toFixed(1)} GiB free at ${path}`;
  if (free > littleGiB) return pass(detail);
  return { verdict: free < noneGiB ? "fail" : "warn", detail, fix };
};

/** Where the engine keeps images and volumes. */
export const judgeDisk = (freeBytes: number, path: string): CheckResult => judge(freeBytes, path, OF_ENGINE);
export const judgeWorkingCopyDisk = (freeBytes: number, path: string): CheckResult => judge(freeBytes, path, OF_WORKING_COPY);

/** It may be inside a virtual machine, where we cannot look. */
export const judgeEngineDisk = async (root: string, space: SpaceAt): Promise<CheckResult> => {
  const found = await space(root);
  return found === undefined ? pass(`${root} is not on this machine's file system`) : judgeDisk(found.freeBytes, root);
};

export const diskCheck = (surroundings: EngineEnvironment, space = spaceAt): Check => ({
  id: "disk",
  title: "Disk space of the engine",
  run: () => withInfo(surroundings, ({ DockerRootDir }) => judgeEngineDisk(DockerRootDir, space)),
});

export const workingCopyDiskCheck = (workingCopy: string, space = spaceAt): Check => ({
  id: "working-copy-disk",
  title: "Disk space of the working copy",
  run: async () => {
    const found = await space(workingCopy);
    return found === undefined ? pass(`${workingCopy} does not say`) : judgeWorkingCopyDisk(found.freeBytes, workingCopy);
  },
});
