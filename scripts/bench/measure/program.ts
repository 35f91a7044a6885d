import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A program that has ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From just before its start until the system told us of its end. */
  readonly ms: number;
  /** When it was started: milliseconds of `performance.now()`. */
  readonly startedAt: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Aborted: the program gets SIGINT, as by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Each line of its stderr, as it comes, with the time of its coming. */
  readonly onLine?: (line: string, at: number) => void;
}

export interface Running {
  readonly startedAt: number;
  send(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

/** Starts a program without a shell and without a terminal, and times it. */
export const start = (file: string, args: readonly string[], { cwd, env, signal, onLine }: ProgramOptions): Running => {
  signal.throwIfAborted();
  const startedAt = performance.now();
  const child = spawn(file, args, { ...(cwd !== undefined && { cwd }), env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const interrupt = () => void child.kill("SIGINT");
  signal.addEventListener("abort", interrupt, { once: true });
  let endedAt = 0;
  child.once("exit", () => (endedAt = performance.now()));
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  if (onLine) createInterface({ input: child.stderr }).on("line", (line) => onLine(line, performance.now()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, ending) => {
      signal.removeEventListener("abort", interrupt);
      resolve({ exitCode, signal: ending, ms: endedAt - startedAt, startedAt, stdout: out(), stderr: err() });
    });
  });
  return { startedAt, send: (name) => void child.kill(name), ended };
};

const collect = (stream: NodeJS.ReadableStream): (() => string) => {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
};

/** Runs a program to its end. @throws when it fails: a benchmark of something that does not work says nothing. */
export const run = async (file: string, args: readonly string[], options: ProgramOptions): Promise<Ended> => {
  const ended = await start(file, args, options).ended;
  options.signal.throwIfAborted();
  if (ended.exitCode === 0) return ended;
  throw new Error(`${[file, ...args].join(" ")} ended with ${ended.exitCode ?? ended.signal}:\n${ended.stderr}${ended.stdout}`);
};
