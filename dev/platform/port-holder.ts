import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { exec } from "./exec.ts";

/** The process behind a listening port, as far as this user may see it. */
interface PortHolder {
  readonly pid: number;
  /** Program name, for example `postgres`. */
  readonly program: string;
}

const LISTEN = "0A";

/** Socket inodes that listen on `port`, from one of Linux's tables (columns: sl local_address rem_address st … inode). */
export const listeningInodes = (table: string, port: number): readonly string[] => {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  return table.split("\n").slice(1).flatMap((line) => {
    const [, local, , state, , , , , , inode] = line.trim().split(/\s+/);
    return local?.endsWith(suffix) && state === LISTEN && inode !== undefined ? [inode] : [];
  });
};

const ownsSocket = async (pid: string, sockets: ReadonlySet<string>): Promise<boolean> => {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []); // another user's process, or gone
  for (const descriptor of descriptors) {
    const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => "");
    if (sockets.has(target)) return true;
  }
  return false;
};

/** By its file: the name that a process gives itself says nothing of some (`MainThread` is Node's). */
const programOf = async (pid: string): Promise<string> => {
  const file = await readlink(`/proc/${pid}/exe`).catch(() => "?"); // it has ended
  return basename(file.replace(/ \(deleted\)$/, ""));
};

const holderOnLinux = async (port: number): Promise<PortHolder | undefined> => {
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")));
  const sockets = new Set(tables.flatMap((table) => listeningInodes(table, port)).map((inode) => `socket:[${inode}]`));
  if (sockets.size === 0) return undefined;
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    if (!(await ownsSocket(pid, sockets))) continue;
    return { pid: Number(pid), program: await programOf(pid) };
  }
  return undefined;
};

const holderByLsof = async (port: number): Promise<PortHolder | undefined> => {
  const args = ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fpc"];
  return holderIn(await exec("lsof", args, { hint: "Install lsof.", timeoutMs: 5_000 }).catch(() => ""));
};

/** `lsof -F pc` prints one field a line: `p<pid>`, `c<program>`. The first process is enough: the others are its children. */
export const holderIn = (answer: string): PortHolder | undefined => {
  const fields = answer.split("\n");
  const pid = fields.find((field) => field.startsWith("p"))?.slice(1);
  const program = fields.find((field) => field.startsWith("c"))?.slice(1);
  return pid === undefined ? undefined : { pid: Number(pid), program: program ?? "?" };
};

/** Who listens on a TCP port. `undefined` when nobody does, or the system will not say (another user's process). */
export const portHolder = (port: number): Promise<PortHolder | undefined> =>
  process.platform === "linux" ? holderOnLinux(port) : holderByLsof(port);
