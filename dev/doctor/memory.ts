import type { EngineEnvironment } from "../docker/socket.ts";
import { pass, type Check, type CheckResult } from "./check.ts";
import { withInfo } from "./with-info.ts";

const MIB = 1024 ** 2;

/** What another instance uses now. */
export interface MemoryUser {
  readonly id: string;
  readonly bytes: number;
}

/** @param neededMiB Sum of the services' limits. @param others What runs besides, which stays. */
export const judgeMemory = (totalBytes: number, neededMiB: number, others: readonly MemoryUser[]): CheckResult => {
  const total = totalBytes / MIB;
  const taken = others.reduce((sum, { bytes }) => sum + bytes, 0) / MIB;
  const users = others.map(({ id, bytes }) => `${id} ${Math.round(bytes / MIB)} MiB`);
  const detail = `${Math.round(total)} MiB; the limits of this stack add up to ${neededMiB} MiB${users.length === 0 ? "" : `; other instances use ${Math.round(taken)} MiB (${users.join(", ")})`}`;
  if (neededMiB >= total) return { verdict: "warn", detail, fix: "Give the engine more memory, or lower memoryMiB in neotool.config.ts." };
  if (neededMiB + taken >= total) return { verdict: "warn", detail, fix: "Take another instance down (neotool dev ps shows where it is), or give the engine more memory." };
  return pass(detail);
};

/** @param others What other instances use now; asking takes the engine a second. */
export const memoryCheck = (surroundings: EngineEnvironment, neededMiB: number, others: () => Promise<readonly MemoryUser[]> = async () => []): Check => ({
  id: "memory",
  title: "Memory of the engine",
  run: () => withInfo(surroundings, async ({ MemTotal }) => judgeMemory(MemTotal, neededMiB, await others())),
});
