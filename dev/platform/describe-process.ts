import { readFile, readlink } from "node:fs/promises";
import { exec } from "./exec.ts";

const LONGEST = 120;

/** What a process runs and where, as far as this user may see it. */
export interface ProcessDescription {
  readonly command: string;
  /** Its folder; `undefined` where the system does not say. */
  readonly cwd: string | undefined;
}

const shortened = (command: string): string => (command.length > LONGEST ? `${command.slice(0, LONGEST)}…` : command);

export const describeProcess = async (pid: number): Promise<ProcessDescription> => {
  if (process.platform === "linux") {
    const command = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    return { command: shortened(command.split("\0").join(" ").trim()), cwd: await readlink(`/proc/${pid}/cwd`).catch(() => undefined) };
  }
  const hint = "Check that ps and lsof work on this machine.";
  const [command, files] = await Promise.all([
    exec("ps", ["-o", "command=", "-p", String(pid)], { hint }).catch(() => ""),
    exec("lsof", ["-a", "-p", String(pid), "-d", "cwd", "-Fn"], { hint }).catch(() => ""),
  ]);
  return { command: shortened(command.trim()), cwd: files.split("\n").find((line) => line.startsWith("n"))?.slice(1) };
};
