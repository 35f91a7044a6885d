import { engineStream } from "../../docker/http.ts";
import type { LogLine, LogOptions } from "../../engine/runtime.ts";

/** One entry of the engine's log: a line, or 16 KiB of a longer one. */
interface Entry {
  readonly stream: LogLine["stream"];
  readonly at: string;
  readonly text: string;
}

/** Before each entry's bytes: the stream in the first one, the length in the last four. */
const HEADER_BYTES = 8;
const STDERR = 2;
/** What the engine puts before each entry when asked for times: RFC 3339 with nanoseconds and a blank. */
const STAMPED = /^(\S+Z) ?(.*)$/s;

const entryFrom = (stream: number | undefined, payload: string): Entry => {
  const [, at = "", text = payload] = STAMPED.exec(payload) ?? [];
  return { stream: stream === STDERR ? "stderr" : "stdout", at, text };
};

/** Both streams as the engine multiplexes them, in its order. */
async function* entriesOf(raw: AsyncIterable<Buffer>): AsyncIterable<Entry> {
  let rest = Buffer.alloc(0);
  for await (const chunk of raw) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES) {
      const end = HEADER_BYTES + rest.readUInt32BE(4);
      if (rest.length < end) break;
      yield entryFrom(rest[0], rest.toString("utf8", HEADER_BYTES, end));
      rest = rest.subarray(end);
    }
  }
}

/** A line that never ends is cut, so that it cannot fill the memory. */
const LONGEST_LINE = 1_000_000;

/**
 * Entries → lines. The engine stamps every 16 KiB of a long line anew; only the first stamp is the line's, and the
 * others must not stand in its middle, where they would also hide a secret from the redactor.
 */
async function* linesOf(service: string, entries: AsyncIterable<Entry>): AsyncIterable<LogLine> {
  const unfinished = new Map<LogLine["stream"], Entry>();
  for await (const { stream, at, text } of entries) {
    const begun = unfinished.get(stream);
    const entry = { stream, at: begun?.at ?? at, text: (begun?.text ?? "") + text };
    const isWhole = text.endsWith("\n") || entry.text.length > LONGEST_LINE;
    if (isWhole) unfinished.delete(stream);
    else unfinished.set(stream, entry);
    if (isWhole) yield lineFrom(service, entry);
  }
  for (const entry of unfinished.values()) yield lineFrom(service, entry);
}

const lineFrom = (service: string, { stream, at, text }: Entry): LogLine => ({ service, stream, at, text: text.replace(/\r?\n$/, "") });

/** A time as the engine's API takes it: seconds, with a fraction. It refuses what it writes itself. */
const asSeconds = (time: string): string => {
  const [, second, fraction = "0"] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z$/.exec(time) ?? [];
  return second === undefined ? time : `${Date.parse(`${second}Z`) / 1_000}.${fraction}`;
};

/** The engine's log of a container, both streams. Ends when the container does, or the signal is aborted. */
export async function* logLines(socket: string, container: string, service: string, options: LogOptions, signal: AbortSignal): AsyncIterable<LogLine> {
  const query = new URLSearchParams({
    stdout: "1",
    stderr: "1",
    timestamps: "1",
    follow: options.follow === true ? "1" : "0",
    tail: options.tail === undefined ? "all" : String(options.tail),
    ...(options.since !== undefined && { since: asSeconds(options.since) }),
  });
  try {
    yield* linesOf(service, entriesOf(await engineStream(socket, `/containers/${container}/logs?${query}`, signal)));
  } catch (error) {
    if (!signal.aborted) throw error; // asked to end
  }
}
