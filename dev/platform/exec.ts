import type { ExecaError, Options } from "execa";
import { DevError } from "../errors/dev-error.ts";
import { watchGroup } from "./process-group.ts";

interface ExecOptions {
  /** What to do when the program fails or is missing. */
  readonly hint: string;
  readonly signal?: AbortSignal;
  /** Milliseconds. @default 30000 */
  readonly timeoutMs?: number;
  /** Added to this process's environment. Secrets go here or into `input`, never into `args`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Called with each line of stdout and stderr as it comes. */
  readonly onLine?: (line: string) => void;
  /**
   * `group`: the program runs in a process group of its own, and a cancellation or time-out ends all of it. For scripts:
   * a shell runs its traps only after its foreground child has ended, so ending the shell alone leaves `go build` running.
   * @default "process"
   */
  readonly end?: "process" | "group";
  /** How long a program may take to end by itself when it is asked to; then it is killed. @default 5000 */
  readonly graceMs?: number;
}

/**
 * The only place that spawns a process: argument arrays, no shell, always bounded and cancellable. Resolves with stdout.
 *
 * @throws {DevError} `TOOL_MISSING` when there is no such program, `COMMAND_FAILED` when it fails or takes too long; the
 * signal's reason when it was aborted.
 */
export const exec = async (file: string, args: readonly string[], options: ExecOptions): Promise<string> => {
  const { signal, onLine, timeoutMs = 30_000, graceMs = 5_000 } = options;
  signal?.throwIfAborted();
  const { execa, ExecaError } = await import("execa"); // 35 ms of CPU, and most runs start no program
  const isGroup = options.end === "group";
  const run = execa(file, args, {
    forceKillAfterDelay: graceMs,
    all: true,
    ...(isGroup ? { detached: true } : { timeout: timeoutMs, ...(signal && { cancelSignal: signal }) }),
    ...(options.env && { env: options.env }),
    ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
  } satisfies Options);
  using group = isGroup && run.pid !== undefined ? watchGroup(run.pid, { signal, timeoutMs, graceMs }) : undefined;
  try {
    if (onLine) for await (const line of run.iterable({ from: "all" })) onLine(String(line));
    const { stdout } = await run;
    return typeof stdout === "string" ? stdout : "";
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    throw cause instanceof ExecaError ? explain(cause, file, timeoutMs, group?.timedOut() === true, options.hint) : cause;
  }
};

/** Says which program failed and how, and keeps its last lines. Never its arguments: they are for logs, not for sentences. */
const explain = (cause: ExecaError, file: string, timeoutMs: number, groupTimedOut: boolean, hint: string): DevError => {
  if (cause.code === "ENOENT") return new DevError("TOOL_MISSING", `The program "${file}" is not on this machine`, { hint, cause: new Error(cause.originalMessage) });
  const output = typeof cause.all === "string" ? cause.all : "";
  const evidence = output.split("\n").filter((line) => line.trim() !== "").slice(-20);
  return new DevError("COMMAND_FAILED", `"${file}" ${howItEnded(cause, timeoutMs, groupTimedOut)}`, {
    hint,
    ...(cause.originalMessage !== undefined && { cause: new Error(cause.originalMessage) }),
    evidence,
  });
};

const howItEnded = ({ timedOut, signal, exitCode, code }: ExecaError, timeoutMs: number, groupTimedOut: boolean): string => {
  if (timedOut || groupTimedOut) return `did not end within ${timeoutMs / 1000} s`;
  if (signal !== undefined) return `was ended by ${signal}`;
  return exitCode === undefined ? `could not be run${code === undefined ? "" : ` (${code})`}` : `failed with exit code ${exitCode}`;
};
