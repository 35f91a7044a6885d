import type { LogLine } from "./runtime.ts";

interface Head {
  readonly source: AsyncIterator<LogLine>;
  readonly line: LogLine;
}

/**
 * Several logs as one, in the order of the engine's times. Holds one line of each; each must be in order itself.
 */
export async function* mergeByTime(logs: readonly AsyncIterable<LogLine>[]): AsyncIterable<LogLine> {
  const next = async (source: AsyncIterator<LogLine>): Promise<Head | undefined> => {
    const { done, value } = await source.next();
    return done === true ? undefined : { source, line: value };
  };
  const firsts = await Promise.all(logs.map((log) => next(log[Symbol.asyncIterator]())));
  let heads = firsts.filter((head) => head !== undefined);
  while (heads.length > 0) {
    const earliest = heads.reduce((a, b) => (b.line.at < a.line.at ? b : a));
    yield earliest.line;
    const successor = await next(earliest.source);
    heads = heads.flatMap((head) => (head === earliest ? (successor ?? []) : head));
  }
}

/** Several logs as one, each line as soon as it comes: what following wants. */
export async function* mergeAsTheyCome(logs: readonly AsyncIterable<LogLine>[]): AsyncIterable<LogLine> {
  const sources = logs.map((log) => log[Symbol.asyncIterator]());
  const waiting = new Map(sources.map((source) => [source, advance(source)]));
  while (waiting.size > 0) {
    const { source, result } = await Promise.race(waiting.values());
    if (result.done === true) {
      waiting.delete(source);
      continue;
    }
    waiting.set(source, advance(source));
    yield result.value;
  }
}

const advance = async (source: AsyncIterator<LogLine>) => ({ source, result: await source.next() });
