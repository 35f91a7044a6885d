import { readdirSync, readFileSync } from "node:fs";
import type { Clock } from "./clock.ts";

const LOOK_EVERY_MS = 20;
/** After SIGKILL only the kernel is waited for. */
const KILLED_WITHIN_MS = 3_000;

const isLinux = process.platform === "linux";
const DEAD_STATES: readonly string[] = ["Z", "X"];

const send = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // it ended between our look and our signal, which is what was wanted
  }
};

const processIds = (): readonly number[] => readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number);

/** At once: these are no files of a disk, and a turn of the event loop for each would take twenty times as long. Empty: another user's, or gone. */
const read = (pid: number, name: "stat" | "environ"): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
};

/** State and process group: fields 3 and 5 of its stat, counted from behind the name, which may hold anything. */
const groupOf = (pid: number): { readonly state: string; readonly group: number } | undefined => {
  const stat = read(pid, "stat");
  if (stat === "") return undefined;
  const [state = "", , group = ""] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state, group: Number(group) };
};

const isRunning = (pid: number): boolean => send(pid, 0) && !(isLinux && DEAD_STATES.includes(groupOf(pid)?.state ?? "X"));

/** A process that nobody has asked about keeps its group alive as far as signals tell, in a container without an init for ever. */
const hasMembers = (group: number): boolean => {
  if (!send(-group, 0)) return false;
  if (!isLinux) return true;
  return processIds().map(groupOf).some((one) => one !== undefined && one.group === group && !DEAD_STATES.includes(one.state));
};

/**
 * This user's processes that were started with `mark` in their environment, whatever group they have gone to since: a build
 * tool's daemon is none of its client's group. Linux only; elsewhere nobody is found.
 *
 * @param mark `NAME=value`
 */
export const markedProcesses = (mark: string): readonly number[] =>
  isLinux ? processIds().filter((pid) => pid !== process.pid && `\0${read(pid, "environ")}`.includes(`\0${mark}\0`) && isRunning(pid)) : [];

interface Grace {
  /** Between being asked to end and being killed. */
  readonly graceMs: number;
}

interface Group extends Grace {
  /** Process id of the group's leader, which may have ended. */
  readonly group: number;
  /** `NAME=value` in the environment of all that belongs to it. */
  readonly mark: string;
}

/** One process alone. */
interface Single extends Grace {
  readonly process: number;
}

type Ending = Group | Single;

const isOver = (ending: Ending): boolean => ("process" in ending ? !isRunning(ending.process) : !hasMembers(ending.group) && markedProcesses(ending.mark).length === 0);

const overWithin = async (ending: Ending, milliseconds: number, clock: Clock): Promise<boolean> => {
  for (const until = clock.now() + milliseconds; ; ) {
    if (isOver(ending)) return true;
    if (clock.now() >= until) return false;
    await clock.sleep(LOOK_EVERY_MS);
  }
};

const signalAll = (ending: Ending, signal: NodeJS.Signals): void => {
  if ("process" in ending) {
    send(ending.process, signal);
    return;
  }
  const marked = markedProcesses(ending.mark).filter((pid) => groupOf(pid)?.group !== ending.group);
  send(-ending.group, signal);
  for (const pid of marked) send(pid, signal);
};

/** Ends a process, or a process group and what has left it: SIGTERM, a grace, SIGKILL. Resolves when nothing of it runs. @returns whether it had to be killed. */
export const endGroup = async (ending: Ending, clock: Clock): Promise<"ended" | "killed"> => {
  if (ending.graceMs > 0) {
    signalAll(ending, "SIGTERM");
    if (await overWithin(ending, ending.graceMs, clock)) return "ended";
  }
  signalAll(ending, "SIGKILL");
  await overWithin(ending, KILLED_WITHIN_MS, clock);
  return "killed";
};
