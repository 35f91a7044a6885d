import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process only. */
  readonly startedAt: string;
}

/** The same with where its number counts: see {@link processPlace}. For whoever may be looked at from another container. */
export interface PlacedProcess extends ProcessIdentity {
  readonly place: string;
}

/** What is known of a process. `elsewhere`: in another container or on another machine, or before a reboot, where nobody here can look. */
export type Whereabouts = "lives" | "dead" | "elsewhere";

/** A dead process that nobody has asked about yet keeps its number; in a container without an init, for ever. */
const DEAD_STATES: readonly string[] = ["Z", "X"];

/**
 * State and start time (fields 3 and 22) of /proc/<pid>/stat. The command name in field 2 may hold spaces and brackets,
 * so counting starts behind it. The start is counted from the boot, so the boot is part of the answer.
 */
const linuxStartTime = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  if (stat === undefined) return undefined;
  const [state = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if (DEAD_STATES.includes(state)) return undefined;
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  return `${boot.trim()}:${rest[18]}`;
};

/**
 * Equal where a process number means the same process: on Linux in one boot and one process namespace (a container has its
 * own), elsewhere on one machine. Whoever is in another place can tell nothing from a number that is not there.
 */
export const processPlace = async (): Promise<string> => {
  if (process.platform !== "linux") return hostname();
  const [boot, namespace] = await Promise.all([readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(hostname), readlink("/proc/self/ns/pid").catch(() => "")]);
  return `${boot.trim()}:${namespace}`;
};

const posixStartTime = async (pid: number): Promise<string | undefined> => {
  const { exec } = await import("./exec.ts"); // a third of the start-up of a process that only takes a lock
  // Without these, two terminals with other languages or time zones would see two processes.
  const env = { LC_ALL: "C", TZ: "UTC" };
  const started = await exec("ps", ["-o", "stat=,lstart=", "-p", String(pid)], { hint: "Check that ps works on this machine.", env }).catch(() => "");
  const [state = "", ...time] = started.trim().split(/\s+/);
  return state === "" || DEAD_STATES.includes(state.charAt(0)) ? undefined : time.join(" ");
};

/** `undefined` when no such process runs. */
export const startTimeOf = (pid: number): Promise<string | undefined> =>
  process.platform === "linux" ? linuxStartTime(pid) : posixStartTime(pid);

export const ownIdentity = async (): Promise<ProcessIdentity> => ({
  pid: process.pid,
  startedAt: (await startTimeOf(process.pid)) ?? "unknown",
});

export const ownPlacedIdentity = async (): Promise<PlacedProcess> => ({ ...(await ownIdentity()), place: await processPlace() });

/** Whether that very process still runs. */
export const isAlive = async ({ pid, startedAt }: ProcessIdentity): Promise<boolean> => (await startTimeOf(pid)) === startedAt;

/** What can be said from here. */
export const whereaboutsOf = async (owner: PlacedProcess): Promise<Whereabouts> => {
  if (owner.place !== (await processPlace())) return "elsewhere";
  return (await isAlive(owner)) ? "lives" : "dead";
};
