import type { LogLine } from "../engine/runtime.ts";
import { plainLine } from "./plain-line.ts";

/** One line that is kept. */
export interface LogEntry extends Position {
  readonly service: string;
  readonly text: string;
}

/** A place in the merged log: by the engine's time, and by arrival where the times are the same. */
export interface Position {
  readonly at: string;
  readonly order: number;
}

/** Which lines are wanted. */
export interface LogQuery {
  /** `null`: all services. */
  readonly service: string | null;
  /** Part of the line, in any case. Empty: every line. */
  readonly text: string;
}

/** The newest lines of every service, bounded by bytes: a chatty service pushes out its own lines and no other's. */
export interface LogRing {
  push(line: Pick<LogLine, "service" | "at" | "text">): void;
  /** The last `count` lines that match, at or before a position (`null`: the end); oldest first. */
  upTo(position: Position | null, count: number, query: LogQuery): readonly LogEntry[];
  /** The next `count` lines that match, after a position; oldest first. */
  after(position: Position, count: number, query: LogQuery): readonly LogEntry[];
  /** How many lines were pushed out. */
  dropped(service: string | null): number;
}

interface Lane {
  readonly entries: LogEntry[];
  /** Entries before it were dropped, and are cut off now and then: cutting one by one would move all others each time. */
  head: number;
  bytes: number;
  dropped: number;
}

const MIB = 1024 * 1024;
/** What an entry takes besides its text. */
const OVERHEAD = 120;
const CUT_OFF_EVERY = 1_024;

const sizeOf = ({ text }: LogEntry): number => Buffer.byteLength(text) + OVERHEAD;

const isAfter = (a: Position, b: Position): boolean => (a.at === b.at ? a.order > b.order : a.at > b.at);

/** @param maxBytes For each service. @default 2 MiB */
export const createLogRing = (maxBytes = 2 * MIB): LogRing => {
  const lanes = new Map<string, Lane>();
  let order = 0;

  const chosen = ({ service }: LogQuery): readonly Lane[] => (service === null ? [...lanes.values()] : [lanes.get(service)].filter((lane) => lane !== undefined));

  return {
    push: ({ service, at, text }) => {
      const lane = lanes.get(service) ?? { entries: [], head: 0, bytes: 0, dropped: 0 };
      lanes.set(service, lane);
      // The engine may stamp a service's two streams microseconds out of order; a lane is in order.
      const last = lane.entries.at(-1);
      const entry: LogEntry = { service, at: last && last.at > at ? last.at : at, order: (order += 1), text: plainLine(text) };
      lane.entries.push(entry);
      lane.bytes += sizeOf(entry);
      dropOldest(lane, maxBytes);
    },
    upTo: (position, count, query) => {
      const cursors = chosen(query).map((lane) => ({ lane, index: lastUpTo(lane, position) }));
      return take(count, query, cursors, -1, isAfter).reverse();
    },
    after: (position, count, query) => {
      const cursors = chosen(query).map((lane) => ({ lane, index: lastUpTo(lane, position) + 1 }));
      return take(count, query, cursors, 1, (a, b) => isAfter(b, a));
    },
    dropped: (service) => chosen({ service, text: "" }).reduce((sum, { dropped }) => sum + dropped, 0),
  };
};

interface Cursor {
  readonly lane: Lane;
  index: number;
}

/** Merges lanes, going one way from where the cursors are, and takes what matches. */
const take = (count: number, query: LogQuery, cursors: readonly Cursor[], step: 1 | -1, isNearer: (a: Position, b: Position) => boolean): LogEntry[] => {
  const matches = matcher(query);
  const found: LogEntry[] = [];
  while (found.length < count) {
    const nearest = cursors.reduce<Cursor | undefined>((best, cursor) => {
      const entry = entryAt(cursor);
      const other = best && entryAt(best);
      return entry && (!other || isNearer(entry, other)) ? cursor : best;
    }, undefined);
    const entry = nearest && entryAt(nearest);
    if (!nearest || !entry) break;
    if (matches(entry)) found.push(entry);
    nearest.index += step;
  }
  return found;
};

const entryAt = ({ lane, index }: Cursor): LogEntry | undefined => (index < lane.head ? undefined : lane.entries[index]);

const dropOldest = (lane: Lane, maxBytes: number): void => {
  while (lane.bytes > maxBytes && lane.head < lane.entries.length - 1) {
    const oldest = lane.entries[lane.head];
    lane.bytes -= oldest ? sizeOf(oldest) : 0;
    lane.head += 1;
    lane.dropped += 1;
  }
  if (lane.head >= CUT_OFF_EVERY) {
    lane.entries.splice(0, lane.head);
    lane.head = 0;
  }
};

/** Index of a lane's last entry that is not after a position. */
const lastUpTo = ({ entries, head }: Lane, position: Position | null): number => {
  if (position === null) return entries.length - 1;
  let [low, high] = [head, entries.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = entries[middle];
    if (entry && isAfter(entry, position)) high = middle;
    else low = middle + 1;
  }
  return low - 1;
};

const matcher = ({ text }: LogQuery): ((entry: LogEntry) => boolean) => {
  if (text === "") return () => true;
  const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "i"); // a copy of each line in lower case would cost more
  return (entry) => pattern.test(entry.text);
};
