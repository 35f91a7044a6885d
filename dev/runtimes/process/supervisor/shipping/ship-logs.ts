import { messageOf } from "../../../../errors/message-of.ts";
import { atMost, type Clock } from "../../../../platform/clock.ts";
import { logFiles } from "../../log-files.ts";
import { openCursor, type LogCursor } from "./log-cursor.ts";
import { openRecords, type LogRecord, type OpenRecords, type Taken } from "./open-records.ts";
import { pushBody } from "./push-body.ts";
import type { Push } from "./push.ts";
import { readShipped, writeShipped } from "./shipped-file.ts";

interface ShippingSurroundings {
  readonly instance: string;
  /** The folder of the logs. */
  readonly logs: string;
  /** Where it is remembered what was sent. */
  readonly file: string;
  readonly clock: Clock;
  readonly push: Push;
  /** Tells what went wrong. */
  say(text: string): void;
}

/** Brings what programs have written to Loki: out of their files, so that nobody waits for it and nothing is lost while it is away. */
export interface LogShipper {
  /** @param url For example `http://127.0.0.1:3100`; `undefined`: there is none, lines stay where they are. */
  to(url: string | undefined): void;
  /** A program has written. */
  wrote(name: string): void;
  /** Sends what there is now, if Loki is there; waits a moment for it. */
  settle(): Promise<void>;
  /** Its log is removed. */
  forget(name: string): void;
  close(): void;
}

interface Log {
  readonly cursor: LogCursor;
  readonly records: OpenRecords;
  /** When lines were read last. Not by the calendar, in which they are stamped: it may be set back. */
  readAt: number;
}

/** Lines are sent together, as the agents do. */
const BATCH_MS = 200;
/** What belongs to a record follows it at once. */
const RECORD_OVER_MS = 300;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;
const SETTLES_WITHIN_MS = 1_000;
const REMEMBERED_EVERY_MS = 1_000;

export const shipLogs = ({ instance, logs, file, clock, push, say }: ShippingSurroundings): LogShipper => {
  const before = readShipped(file);
  const open = new Map<string, Log>();
  const taken = new Map<string, Taken>(Object.entries(before.taken));
  let url = before.to ?? undefined;
  let pumping: Promise<void> | undefined;
  let isDue = false;
  let isAway = false;
  let isOver = false;
  /** Those who wait until everything is sent. */
  const hurried = new Set<() => void>();
  let pausing: AbortController | undefined;
  let rememberedAt = -Infinity;
  let lastRefusal = "";

  const release = (): void => {
    for (const resolve of hurried) resolve();
    hurried.clear();
  };
  const remember = (): void => {
    rememberedAt = clock.now();
    if (!isOver) writeShipped(file, { schemaVersion: 1, to: url ?? null, taken: Object.fromEntries(taken) });
  };
  const pause = async (ms: number): Promise<void> => {
    if (isOver || hurried.size > 0) return;
    pausing = new AbortController();
    await clock.sleep(ms, pausing.signal).catch(() => {}); // somebody is in a hurry
  };
  const logOf = (name: string): Log => {
    const there = open.get(name);
    if (there) return there;
    const from = taken.get(name);
    const log = { cursor: openCursor(logFiles(logs, name), from), records: openRecords(from), readAt: 0 };
    open.set(name, log);
    return log;
  };

  /** @returns false: it was given up. */
  const deliver = async (service: string, records: readonly LogRecord[]): Promise<boolean> => {
    const body = pushBody({ instance, service }, records);
    for (let wait = FIRST_RETRY_MS; !isOver && open.has(service); wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      const answer = url === undefined ? ({ kind: "later" } as const) : await push(url, body);
      isAway = answer.kind === "later";
      if (answer.kind === "taken") return true;
      if (answer.kind === "refused") {
        if (answer.why !== lastRefusal) say(`Loki refused lines of ${service}: ${answer.why}`);
        lastRefusal = answer.why;
        return true;
      }
      release(); // nobody waits for who is not there
      await pause(wait);
    }
    return false;
  };
  /** @returns whether there may be more. */
  const shipSome = async (name: string, log: Log): Promise<boolean> => {
    const lines = log.cursor.read();
    const hasMore = lines.length > 0;
    if (hasMore) log.readAt = clock.now();
    const isQuiet = hurried.size > 0 || clock.now() - log.readAt >= RECORD_OVER_MS;
    const records = hasMore ? log.records.take(lines) : isQuiet ? log.records.close() : [];
    if (records.length > 0 && !(await deliver(name, records))) return false;
    if (open.get(name) === log) taken.set(name, log.records.taken(log.cursor.place()));
    return hasMore;
  };
  const shipAll = async (): Promise<void> => {
    for (let more = true; more && !isOver; ) {
      more = false;
      for (const [name, log] of [...open]) if (open.get(name) === log && (await shipSome(name, log))) more = true;
      if (clock.now() - rememberedAt > REMEMBERED_EVERY_MS) remember();
    }
  };
  const isAnyOpen = (): boolean => [...open.values()].some(({ records }) => records.isAnyOpen());

  const pump = async (): Promise<void> => {
    while (!isOver && (isDue || isAnyOpen())) {
      await pause(isDue ? BATCH_MS : RECORD_OVER_MS);
      isDue = false;
      await shipAll();
    }
    release();
    remember();
  };
  const wake = (): void => {
    isDue = true;
    if (pumping || url === undefined || isOver) return;
    pumping = pump()
      .catch((error: unknown) => say(`logs are not sent on: ${messageOf(error)}`))
      .finally(() => {
        pumping = undefined;
        if (isDue && !isOver) wake();
      });
  };

  return {
    to: (next) => {
      if (next === url) return;
      url = next;
      remember();
      pausing?.abort();
      if (next !== undefined) wake();
    },
    wrote: (name) => {
      logOf(name);
      wake();
    },
    settle: async () => {
      if (url === undefined || isAway || open.size === 0) return;
      const settled = new Promise<void>((resolve) => hurried.add(resolve));
      pausing?.abort();
      wake();
      await atMost(SETTLES_WITHIN_MS, settled, clock);
    },
    forget: (name) => {
      open.get(name)?.cursor.close();
      open.delete(name);
      taken.delete(name);
    },
    close: () => {
      remember();
      isOver = true;
      pausing?.abort();
      for (const { cursor } of open.values()) cursor.close();
    },
  };
};
