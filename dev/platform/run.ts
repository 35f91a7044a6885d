import type { Options } from "execa";
import { explain } from "./exec.ts";

interface RunOptions {
  /** What to do when the program is missing. */
  readonly hint: string;
  readonly signal: AbortSignal;
}

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const KILLED = 128 + 15;
const textOf = (output: unknown): string => (typeof output === "string" ? output : "");

const settle = async (file: string, args: readonly string[], { hint, signal }: RunOptions, options: Options): Promise<Ended> => {
  signal.throwIfAborted();
  const { execa, ExecaError } = await import("execa");
  try {
    const { stdout, stderr } = await execa(file, args, { ...options, cancelSignal: signal, stripFinalNewline: false });
    return { exitCode: 0, stdout: textOf(stdout), stderr: textOf(stderr) };
  } catch (cause) {
    if (signal.aborted) throw signal.reason;
    if (!(cause instanceof ExecaError)) throw cause;
    if (cause.exitCode === undefined && cause.signal === undefined) throw explain(cause, file, 0, false, hint);
    return { exitCode: cause.exitCode ?? KILLED, stdout: textOf(cause.stdout), stderr: textOf(cause.stderr) };
  }
};

/**
 * Runs a program whose failure is an answer, and keeps what it prints.
 *
 * @param options `input`: what it reads, @default nothing; `env`: added to this process's.
 * @throws {DevError} `TOOL_MISSING` when there is no such program; the signal's reason when it is aborted.
 */
export const run = (file: string, args: readonly string[], options: RunOptions & { readonly input?: string; readonly env?: Readonly<Record<string, string>> }): Promise<Ended> =>
  settle(file, args, options, { ...(options.env && { env: options.env }), ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }) });

/** The same for a program that prints no text. @param options `env`: added to this process's. */
export const runForBytes = async (
  file: string,
  args: readonly string[],
  { hint, signal, input, env }: RunOptions & { readonly input?: string; readonly env?: Readonly<Record<string, string>> },
): Promise<{ readonly exitCode: number; readonly stdout: Buffer; readonly stderr: string }> => {
  const options = { encoding: "latin1", ...(env && { env }), ...(input === undefined ? { stdin: "ignore" } : { input }) } satisfies Options;
  const { exitCode, stdout, stderr } = await settle(file, args, { hint, signal }, options); // a byte is a character of Latin-1
  return { exitCode, stdout: Buffer.from(stdout, "latin1"), stderr };
};

/** The same with this process's own terminal; resolves with the exit code. */
export const attach = async (file: string, args: readonly string[], options: RunOptions): Promise<number> => (await settle(file, args, options, { stdio: "inherit" })).exitCode;
