import { join } from "node:path";
import { execa } from "execa";

export const projectRoot = join(import.meta.dirname, "..", "..");
const PROGRAM = join(projectRoot, "bin", "neotool.js");

export interface CliResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** A program that runs ours, with its arguments: in other surroundings, or with fewer rights. */
  readonly under?: readonly string[];
}

const commandLine = (args: readonly string[], under: readonly string[] = []) => {
  const [file = "", ...rest] = [...under, process.execPath, PROGRAM, "dev", ...args];
  return [file, rest] as const;
};

/** Runs the built program as a user's shell would: its own process, pipes instead of a terminal. Never throws for an exit code. */
export const neotool = async (args: readonly string[], { cwd, env = {}, input, timeoutMs = 110_000, under }: CliOptions): Promise<CliResult> => {
  const { exitCode, stdout, stderr, timedOut } = await execa(...commandLine(args, under), {
    cwd,
    env: { NEOTOOL_INVOKED_AS: "neotool", ...env },
    reject: false,
    timeout: timeoutMs,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
  });
  if (timedOut) throw new Error(`neotool dev ${args.join(" ")} did not end within ${timeoutMs} ms:\n${stderr}`);
  return { exitCode: exitCode ?? -1, stdout, stderr };
};

/** Starts the program and leaves it running, for tests that interrupt or kill it. */
export const spawnNeotool = (args: readonly string[], { cwd, env = {}, timeoutMs = 110_000 }: CliOptions) =>
  execa(...commandLine(args), { cwd, env: { NEOTOOL_INVOKED_AS: "neotool", ...env }, reject: false, stdin: "ignore", timeout: timeoutMs });

/** The same, with a stdout that nobody reads until a test does. */
export const spawnUnread = (args: readonly string[], { cwd, env = {}, timeoutMs = 110_000 }: CliOptions) =>
  execa(...commandLine(args), { cwd, env: { NEOTOOL_INVOKED_AS: "neotool", ...env }, reject: false, stdin: "ignore", timeout: timeoutMs, buffer: false });

/** What every `--json` prints. */
export interface Envelope<T> {
  readonly schemaVersion: number;
  readonly command: string;
  readonly status: "ok" | "failed";
  readonly data: T;
  readonly warnings: readonly string[];
  readonly error: { readonly code: string; readonly message: string; readonly hint: string; readonly cause: string | null; readonly evidence: readonly string[] } | null;
}

export const envelope = <T = unknown>({ stdout }: CliResult): Envelope<T> => {
  const parsed: Envelope<T> = JSON.parse(stdout);
  return parsed;
};
