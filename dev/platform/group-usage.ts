import { readdir, readFile } from "node:fs/promises";

/** What a process group has used and holds. */
export interface GroupUsage {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** Both are constants of the kernel's interface on the architectures that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

/** Fields of /proc/<pid>/stat, counted from the state, which is the first behind the name. */
const GROUP = 2;
const USER_TICKS = 11;
const SYSTEM_TICKS = 12;
const RESIDENT_PAGES = 21;

/** Linux only; elsewhere `undefined`, as when nothing of the group runs. */
export const groupUsage = async (group: number): Promise<GroupUsage | undefined> => {
  if (process.platform !== "linux") return undefined;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, "utf8").catch(() => "")));
  const members = stats.map((stat) => stat.slice(stat.lastIndexOf(")") + 2).split(" ")).filter((fields) => Number(fields[GROUP]) === group);
  if (members.length === 0) return undefined;
  const sum = (field: number) => members.reduce((total, fields) => total + Number(fields[field] ?? 0), 0);
  return { cpuSeconds: (sum(USER_TICKS) + sum(SYSTEM_TICKS)) / TICKS_PER_SECOND, memoryBytes: sum(RESIDENT_PAGES) * PAGE_BYTES };
};
