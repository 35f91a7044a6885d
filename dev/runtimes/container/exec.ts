import { addAbortSignal, PassThrough, type Duplex } from "node:stream";
import type Dockerode from "dockerode";
import type { ExecRequest, ExecResult, Terminal } from "../../engine/runtime.ts";
import { errnoOf } from "../../platform/files.ts";

const environment = ({ env = {} }: ExecRequest): string[] => Object.entries(env).map(([key, value]) => `${key}=${value}`);

/**
 * Until the program has ended or the signal is aborted. The connection is closed then: one that still has input to send
 * would keep this process alive.
 */
const untilEnded = async (stream: Duplex, signal: AbortSignal): Promise<void> => {
  addAbortSignal(signal, stream);
  try {
    await new Promise<void>((resolve, reject) => {
      stream.once("end", resolve);
      // A program may end before it has read all of its input, as `head` does: its exit code says whether that was well.
      stream.on("error", (error) => (errnoOf(error) === "EPIPE" ? resolve() : reject(error)));
    });
  } finally {
    stream.destroy();
  }
};

/** What a program prints, kept as it comes. */
export const collecting = () => {
  const sink = new PassThrough();
  const chunks: Buffer[] = [];
  sink.on("data", (chunk: Buffer) => chunks.push(chunk));
  return { sink, text: () => Buffer.concat(chunks).toString("utf8") };
};

/** Runs a program in a container and keeps what it prints. */
export const execCaptured = async (docker: Dockerode, container: string, request: ExecRequest, signal: AbortSignal): Promise<ExecResult> => {
  const exec = await docker.getContainer(container).exec({
    Cmd: [...request.command],
    Env: environment(request),
    AttachStdout: true,
    AttachStderr: true,
    abortSignal: signal,
  });
  // Taken over, as the docker CLI does: a proxy in front of the engine may cut off the end of an answer of no known length.
  const stream = await exec.start({ hijack: true, stdin: false, abortSignal: signal });
  const [stdout, stderr] = [collecting(), collecting()];
  docker.modem.demuxStream(stream, stdout.sink, stderr.sink);
  await untilEnded(stream, signal);
  const { ExitCode } = await exec.inspect();
  return { exitCode: ExitCode ?? 1, stdout: stdout.text(), stderr: stderr.text() };
};

/**
 * Runs a program in a container with the caller's terminal: colours, line editing and resizing work, and a pipe stays a
 * pipe. The terminal is put back whatever happens.
 */
export const execAttached = async (docker: Dockerode, container: string, request: ExecRequest, terminal: Terminal, signal: AbortSignal): Promise<number> => {
  const { stdin, stdout, stderr } = terminal;
  const isTerminal = stdin.isTTY === true && stdout.isTTY === true;
  const exec = await docker.getContainer(container).exec({
    Cmd: [...request.command],
    Env: [...environment(request), ...(isTerminal && process.env.TERM ? [`TERM=${process.env.TERM}`] : [])],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Tty: isTerminal,
    abortSignal: signal,
  });
  const stream = await exec.start({ hijack: true, stdin: true, Tty: isTerminal, abortSignal: signal });
  const resize = () => void exec.resize({ h: stdout.rows, w: stdout.columns }).catch(() => {}); // it may have ended
  if (isTerminal) {
    stream.pipe(stdout, { end: false });
    stdin.setRawMode(true);
    stdout.on("resize", resize);
    resize();
  } else {
    docker.modem.demuxStream(stream, stdout, stderr);
  }
  stdin.pipe(stream);
  try {
    await untilEnded(stream, signal);
  } finally {
    stdin.unpipe(stream);
    stdin.pause();
    if (isTerminal) {
      stdin.setRawMode(false);
      stdout.off("resize", resize);
    }
  }
  const { ExitCode } = await exec.inspect();
  return ExitCode ?? 1;
};
