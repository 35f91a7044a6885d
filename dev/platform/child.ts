import { spawn, type ChildProcessByStdio } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Readable } from "node:stream";

export interface ChildRequest {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
}

export type Child = ChildProcessByStdio<null, Readable, Readable>;

/**
 * Starts a program as the leader of a process group of its own, with pipes that somebody must drain. Node's own call and not the library that the
 * rest of the program uses: a supervisor that stays for days holds what it loads.
 */
export const startChild = ({ file, args, cwd, env }: ChildRequest): Child => spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });

/** Starts a program that outlives this one, in a session of its own. @param errors The file that gets what it says on stderr. */
export const startDetached = ({ file, args, cwd, env }: ChildRequest, errors: string): void => {
  const descriptor = openSync(errors, "a", 0o600);
  try {
    const child = spawn(file, args, { cwd, env, detached: true, stdio: ["ignore", "ignore", descriptor] });
    child.on("error", () => {}); // who waits for it to answer says so
    child.unref();
  } finally {
    closeSync(descriptor);
  }
};
