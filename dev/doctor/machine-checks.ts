import { statfs } from "node:fs/promises";
import { connectEngine } from "../docker/connect.ts";
import { engineGet } from "../docker/http.ts";
import type { EngineEnvironment } from "../docker/socket.ts";
import { DevError } from "../errors/dev-error.ts";
import { isAtLeast } from "../platform/version.ts";
import { pass, type Check, type CheckResult } from "./check.ts";
import { neededEngine } from "./needed-engine.ts";

const LEAST_NODE = "22.22.0";
const GIB = 1024 ** 3;
const LITTLE_DISK_GIB = 5;
const NO_DISK_GIB = 1;
/** Less than a check has, so that the answer is the engine's and no connection is left that keeps the process alive. */
const ANSWERS_WITHIN_MS = 8_000;

interface EngineInfo {
  readonly DockerRootDir: string;
  readonly MemTotal: number;
  readonly NCPU: number;
  readonly Driver: string;
}

const fromError = (error: unknown): CheckResult => {
  if (error instanceof DevError) return { verdict: "fail", detail: error.message, fix: error.hint };
  throw error;
};

export const judgeNode = (have: string): CheckResult =>
  isAtLeast(have, LEAST_NODE) ? pass(have) : { verdict: "fail", detail: `${have}, need ${LEAST_NODE} or later`, fix: "nvm install 24 && nvm use 24" };

export const nodeCheck: Check = { id: "node", title: "Node", run: async () => judgeNode(process.versions.node) };

export const engineCheck = (surroundings: EngineEnvironment): Check => ({
  id: "engine",
  title: "Container engine",
  run: async () => {
    try {
      const { version, apiVersion, socket, source, platform } = await connectEngine(surroundings);
      return pass(`${version} (API ${apiVersion}, ${platform}) at ${socket}, chosen by: ${source}`);
    } catch (error) {
      return fromError(error);
    }
  },
});

const withInfo = async (surroundings: EngineEnvironment, judge: (info: EngineInfo) => Promise<CheckResult>): Promise<CheckResult> => {
  const { socket } = await neededEngine(surroundings);
  return judge(await engineGet<EngineInfo>(socket, "/info", ANSWERS_WITHIN_MS));
};

export const judgeDisk = (freeBytes: number, path: string): CheckResult => {
  const free = freeBytes / GIB;
  const detail = `${free.toFixed(1)} GiB free at ${path}`;
  if (free > LITTLE_DISK_GIB) return pass(detail);
  return { verdict: free < NO_DISK_GIB ? "fail" : "warn", detail, fix: "docker system df shows what takes it; neotool dev prune and docker image prune free some." };
};

/** Where the engine keeps images and volumes. It may be inside a virtual machine, where we cannot look. */
export const diskCheck = (surroundings: EngineEnvironment): Check => ({
  id: "disk",
  title: "Disk space of the engine",
  run: () =>
    withInfo(surroundings, async ({ DockerRootDir }) => {
      const space = await statfs(DockerRootDir).catch(() => undefined);
      return space ? judgeDisk(space.bavail * space.bsize, DockerRootDir) : pass(`${DockerRootDir} is not on this machine's file system`);
    }),
});

/** @param neededMiB Sum of the services' limits. */
export const memoryCheck = (surroundings: EngineEnvironment, neededMiB: number): Check => ({
  id: "memory",
  title: "Memory of the engine",
  run: () =>
    withInfo(surroundings, async ({ MemTotal }) => {
      const total = MemTotal / 1024 ** 2;
      const detail = `${Math.round(total)} MiB; the limits of this stack add up to ${neededMiB} MiB`;
      return total > neededMiB ? pass(detail) : { verdict: "warn", detail, fix: "Give the engine more memory, or lower memoryMiB in neotool.config.ts." };
    }),
});

/** Docker's default address pools hold about thirty networks; then every `up` fails on its network. */
const MANY_NETWORKS = 25;

export const networksCheck = (surroundings: EngineEnvironment): Check => ({
  id: "networks",
  title: "Address pools of the engine",
  run: async () => {
    const { socket } = await neededEngine(surroundings);
    const networks = await engineGet<readonly { readonly Driver: string }[]>(socket, "/networks", ANSWERS_WITHIN_MS);
    const bridges = networks.filter(({ Driver }) => Driver === "bridge").length;
    const detail = `${bridges} bridge networks, of about 30 that fit`;
    return bridges < MANY_NETWORKS ? pass(detail) : { verdict: "warn", detail, fix: "docker network prune removes those that nobody uses; neotool dev prune those of deleted working copies." };
  },
});
