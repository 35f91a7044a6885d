import { readFile } from "node:fs/promises";

/** What processes cost until now. */
export interface Cost {
  readonly cpuMs: number;
  /** The most that was resident at once, of each; MB. */
  readonly peakMb: number;
}

/** Linux counts processor time in hundredths of a second, whatever its kernel does inside. */
const MS_A_TICK = 10;
const KB_A_MB = 1_000;

const costOf = async (pid: number): Promise<Cost> => {
  const [stat, status] = await Promise.all([readFile(`/proc/${pid}/stat`, "utf8"), readFile(`/proc/${pid}/status`, "utf8")]);
  // After the name, which may hold anything: the 12th and 13th are user and system time.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? /^VmRSS:\s+(\d+) kB$/m.exec(status);
  return { cpuMs: (Number(fields[11]) + Number(fields[12])) * MS_A_TICK, peakMb: Number(peak?.[1] ?? 0) / KB_A_MB };
};

/** All of them together. They must still be running. */
export const costOfAll = async (pids: readonly number[]): Promise<Cost> => {
  const costs = await Promise.all(pids.map(costOf));
  return { cpuMs: costs.reduce((sum, { cpuMs }) => sum + cpuMs, 0), peakMb: costs.reduce((sum, { peakMb }) => sum + peakMb, 0) };
};
