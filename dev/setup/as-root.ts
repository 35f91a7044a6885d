import { DevError } from "../errors/dev-error.ts";
import { exec } from "../platform/exec.ts";
import type { Machine } from "./machine.ts";

/** Runs a program with root's rights, each line of its output reported. Resolves with what it printed. */
export type AsRoot = (file: string, args: readonly string[], timeoutMs?: number) => Promise<string>;

const LONG_MS = 1_800_000;

/** What nobody here may do, for somebody who may. */
export const needsRoot = (commands: readonly string[]): DevError =>
  new DevError("SETUP_NEEDS_ROOT", `${commands.map((command) => `"${command}"`).join(" and ")} ${commands.length === 1 ? "needs" : "need"} root, and this user cannot become root here (no sudo, or no terminal for its password)`, {
    hint: ["Have it run by somebody who may:", ...commands.map((command) => `  ${command}`), "Then run the same neotool command again."].join("\n"),
  });

/** A step that needs root says so before it is begun, with the command that somebody else can run. */
export const asRoot =
  (machine: Machine, log: (line: string) => void, signal: AbortSignal): AsRoot =>
  async (file, args, timeoutMs = LONG_MS) => {
    const command = [file, ...args].join(" ");
    if (machine.privilege === "none") throw needsRoot([command]);
    log(`$ ${command}`);
    const [program, rest] = machine.privilege === "root" ? [file, args] : ["sudo", ["--preserve-env=DEBIAN_FRONTEND", file, ...args]];
    return exec(program, rest, {
      hint: `Run it by hand to see more: ${command}`,
      signal,
      timeoutMs,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      onLine: log,
    });
  };
