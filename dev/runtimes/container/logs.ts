import { engineStream, EngineStatusError } from "../../docker/http.ts";
import type { LogLine, LogOptions } from "../../engine/runtime.ts";
import { DevError } from "../../errors/dev-error.ts";
import { linesFrom } from "./log-frames.ts";

/** A time as the engine's API takes it: seconds, with a fraction. It refuses what it writes itself. */
const asSeconds = (time: string): string => {
  const [, second, fraction = "0"] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return second === undefined ? time : `${Date.parse(`${second}Z`) / 1_000}.${fraction}`;
};

const queryOf = ({ follow, tail, since, until }: LogOptions): URLSearchParams =>
  new URLSearchParams({
    stdout: "1",
    stderr: "1",
    timestamps: "1",
    follow: follow === true ? "1" : "0",
    tail: tail === undefined ? "all" : String(tail),
    ...(since !== undefined && { since: asSeconds(since) }),
    ...(until !== undefined && { until: asSeconds(until) }),
  });

/** A dozen logs are read at once, and the engine can wait: Node's own 64 KiB of each, line by line, are 50 MB. */
const READ_AHEAD = 16_384;

/** There is no container of this name, or it is being removed just now. */
const GONE: readonly number[] = [404, 409];
const isGone = (error: unknown): boolean => error instanceof EngineStatusError && GONE.includes(error.statusCode);

/** The engine's log of a container, both streams, in batches as they come. Ends when the container does, or the signal is aborted. */
export async function* logBatches(socket: string, container: string, service: string, options: LogOptions, signal: AbortSignal): AsyncIterable<readonly LogLine[]> {
  try {
    const lines = linesFrom(service);
    // Without `yield*`, which would cost a turn more for each. The stream is read only as fast as batches are taken.
    for await (const chunk of await engineStream(socket, `/containers/${container}/logs?${queryOf(options)}`, signal, READ_AHEAD)) {
      const batch = lines.take(chunk);
      if (batch.length > 0) yield batch;
    }
    const rest = lines.end();
    if (rest.length > 0) yield rest;
  } catch (cause) {
    if (signal.aborted || isGone(cause)) return; // asked to end, or nothing to read (any more)
    if (cause instanceof DevError) throw cause;
    throw new DevError("ENGINE_FAILED", `The engine stopped sending the log of ${service}`, { hint: "It was stopped or restarted: neotool dev doctor looks at it.", cause });
  }
}

/** The same line by line. */
export async function* logLines(socket: string, container: string, service: string, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine> {
  for await (const batch of logBatches(socket, container, service, options, signal)) yield* batch;
}
