import { readdir, readFile } from "node:fs/promises";

/** The arguments of every process on this machine, containers' included, as everybody may read them. */
export const argumentsOfAllProcesses = async (): Promise<readonly string[]> => {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  // A process may end while we look.
  const commands = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
  return commands.filter((command) => command !== "").map((command) => command.replaceAll("\0", " "));
};
