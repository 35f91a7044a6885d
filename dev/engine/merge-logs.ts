import { atMost, type Clock } from "../platform/clock.ts";
import { createLane, type Lane, type Timed } from "./log-lane.ts";

export interface MergeOptions {
  /**
   * How long a line is held for earlier ones of other logs, in milliseconds. `undefined`: until every log has told what
   * comes next or has ended, which is right for logs that end.
   */
  readonly windowMs?: number;
  readonly clock: Clock;
}

/** When following, logs are looked at so often: a trickle is read in handfuls, which costs a tenth of reading it by the line. */
const TICK_MS = 10;

/**
 * Several logs as one, in the order of the engine's times, in batches. Each must be in order itself. Bounded: of each log
 * no more is read ahead than a little, and nothing while nobody takes the batches.
 *
 * With a window, a line that comes within it of a later one still goes before that, and no line is held much longer.
 */
export async function* mergeLogs<T extends Timed>(logs: readonly AsyncIterable<readonly T[]>[], { windowMs, clock }: MergeOptions): AsyncIterable<readonly T[]> {
  // One reaction for each promise, and a fresh promise for each wait: a race over promises that stay pending for long,
  // as those of a silent service, would keep everything that ever ran against them.
  let wake = () => {};
  const lanes = logs.map((log) => createLane(log, clock, () => wake()));
  try {
    for (;;) {
      for (const lane of lanes) lane.ask();
      const failed = lanes.find(({ failure }) => failure !== undefined);
      const { batch, dueAt } = takeReady(lanes, failed ? 0 : (windowMs ?? Infinity), clock.now());
      if (batch.length > 0) yield batch;
      else if (failed) throw failed.failure?.error;
      else if (lanes.every(({ isOver }) => isOver)) return;
      if (batch.length > 0 && (windowMs === undefined || batch.length >= HANDFUL)) continue;
      const isNews = Promise.withResolvers<void>();
      wake = isNews.resolve;
      const isTicking = windowMs !== undefined && (batch.length > 0 || dueAt < Infinity);
      if (isTicking && lanes.some(({ isBehind }) => isBehind)) await atMost(TICK_MS, isNews.promise, clock); // the next tick, or as soon as something comes
      else if (isTicking) await clock.sleep(TICK_MS);
      else if (!lanes.some(({ hasNews }) => hasNews)) await isNews.promise;
    }
  } finally {
    for (const lane of lanes) lane.leave();
  }
}

interface Ready<T> {
  readonly batch: readonly T[];
  /** When the first of those that are held may go. `Infinity`: none is, or nobody knows. */
  readonly dueAt: number;
}

/** Lines a batch: so many are formatted and written before the next, and what they leave behind is gone while it is young. */
const HANDFUL = 256;

const takeReady = <T extends Timed>(lanes: readonly Lane<T>[], windowMs: number, now: number): Ready<T> => {
  const batch: T[] = [];
  while (batch.length < HANDFUL) {
    const first = lanes.reduce<Lane<T> | undefined>((best, lane) => (lane.head === undefined || (best?.head !== undefined && best.head.at <= lane.head.at) ? best : lane), undefined);
    if (!first) return { batch, dueAt: Infinity };
    const dueAt = Math.max(...lanes.map((lane) => (lane.head !== undefined || lane.isOver ? 0 : Math.max(lane.askedAt, first.arrivedAt) + windowMs)));
    if (dueAt > now) return { batch, dueAt };
    const others = lanes.filter((lane) => lane !== first).map(({ head }) => head?.at ?? "~");
    first.takeUpTo(others.reduce((least, at) => (at < least ? at : least), "~"), HANDFUL, batch);
  }
  return { batch, dueAt: now };
};
