import type { LogLine, LogOptions } from "../../engine/runtime.ts";
import type { ContainerStarts } from "./container-starts.ts";

type Read = (options: LogOptions) => AsyncIterable<readonly LogLine[]>;

/** How far a log was read. The engine is asked for what is not older than a time, and may have several lines of it. */
export interface Position {
  /** Engine time; empty: nothing was there. */
  readonly at: string;
  readonly lines: number;
}

const START: Position = { at: "", lines: 0 };

const after = ({ at, lines }: Position, batch: readonly LogLine[]): Position => {
  let last = at;
  let count = lines;
  for (const line of batch) {
    if (line.at === last) count += 1;
    else if (line.at > last) [last, count] = [line.at, 1];
  }
  return { at: last, lines: count };
};

/** The lines behind a position: without those of its time that were read before. */
async function* behind({ at, lines }: Position, log: AsyncIterable<readonly LogLine[]>): AsyncIterable<readonly LogLine[]> {
  let known = lines;
  for await (const batch of log) yield known === 0 ? batch : batch.filter((line) => line.at !== at || (known -= 1) < 0);
}

/** Where the same container's log is read on. */
const onwards = ({ at }: Position, { since }: LogOptions): LogOptions => (at !== "" ? { since: at } : since !== undefined ? { since } : {});

export interface Following {
  /** How the log is read that is there now. A later one is read from where we were, a new container's from its start. */
  readonly first: LogOptions;
  /** `undefined`: there is no container yet, and its first start is waited for. */
  readonly from: Position | undefined;
  readonly starts: ContainerStarts;
  readonly signal: AbortSignal;
}

/**
 * The log of a service that may be restarted, removed and made again: what comes of each of its containers, no line
 * twice and none left out. Ends when the signal is aborted.
 */
export async function* followService(service: string, read: Read, { first, from, starts, signal }: Following): AsyncIterable<readonly LogLine[]> {
  let options: LogOptions | undefined = from && first;
  let position: Position = from ?? START;
  let isFirst = true;
  while (!signal.aborted) {
    const seen = starts.of(service);
    if (options !== undefined) {
      const log = read({ ...options, follow: true });
      for await (const batch of isFirst ? log : behind(position, log)) {
        position = after(position, batch);
        yield batch;
      }
      isFirst = false;
    }
    await starts.past(service, seen.starts);
    const now = starts.of(service);
    if (now.starts === seen.starts) return; // nobody tells of starts any more
    const isNew = now.made > seen.made;
    if (isNew) position = START;
    options = isNew ? {} : onwards(position, first);
  }
}
