import { constants } from "node:os";
import { isatty } from "node:tty";
import { explain } from "./exec.ts";

interface ForegroundOptions {
  /** Added to this process's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where its stdout goes: `stderr` where ours is for a document. */
  readonly stdout: "stdout" | "stderr";
  /** What to do when it cannot be started. */
  readonly hint: string;
  /** Kills it. */
  readonly hard: AbortSignal;
}

export interface EndedProgram {
  /** As a shell counts: 128 and the signal's number where a signal ended it. */
  readonly exitCode: number;
  readonly signal: string | null;
}

const STDERR = 2;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Who presses Ctrl+C at a terminal has it given to every program there: once more would be a second Ctrl+C. */
const isToldByTerminal = (name: (typeof SIGNALS)[number]): boolean => name === "SIGINT" && [0, 1, STDERR].some((fd) => isatty(fd));

const numberOf = (signal: string): number => Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0;

/**
 * Runs a program in this one's place: with its terminal or pipes, and told of the signals that this process gets. Resolves when it has ended, however it did.
 *
 * @throws {DevError} `TOOL_MISSING` when there is no such program, `COMMAND_FAILED` when it cannot be started.
 */
export const runInForeground = async (file: string, args: readonly string[], { env, stdout, hint, hard }: ForegroundOptions): Promise<EndedProgram> => {
  const { execa, ExecaError } = await import("execa");
  const child = execa(file, args, { env, stdin: "inherit", stdout: stdout === "stderr" ? STDERR : "inherit", stderr: "inherit", buffer: false, cancelSignal: hard, killSignal: "SIGKILL" });
  const tell = SIGNALS.map((name) => [name, () => void (isToldByTerminal(name) || child.kill(name))] as const);
  for (const [name, act] of tell) process.on(name, act);
  try {
    await child;
    return { exitCode: 0, signal: null };
  } catch (cause) {
    if (!(cause instanceof ExecaError)) throw cause;
    const { exitCode, signal } = cause;
    if (exitCode === undefined && signal === undefined) throw explain(cause, file, 0, false, hint);
    return { exitCode: exitCode ?? 128 + numberOf(signal ?? ""), signal: signal ?? null };
  } finally {
    for (const [name, act] of tell) process.off(name, act);
  }
};
