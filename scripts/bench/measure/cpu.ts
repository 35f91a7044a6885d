import { cpus } from "node:os";

/**
 * CPU time of the whole machine, this process excepted, while an act goes on, in milliseconds: what programs that are
 * not ours to measure, such as the engine's helpers, used for it. Nothing else may be at work.
 */
export const cpuOfOthers = async (act: () => Promise<unknown>): Promise<number> => {
  const [machine, own] = [busyMs(), process.cpuUsage()];
  await act();
  const { user, system } = process.cpuUsage(own);
  return Math.max(0, busyMs() - machine - (user + system) / 1000);
};

/** CPU time of this process while an act goes on, in milliseconds, its threads among it: a pair of keys is made in one. */
export const ownCpu = async (act: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const busyMs = (): number => cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
