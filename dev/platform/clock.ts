import { setTimeout as delay } from "node:timers/promises";

/** Time as a parameter, so that tests decide how fast it passes. */
export interface Clock {
  /** Monotonic milliseconds: differences mean something, the value does not. A changed system clock cannot end a wait. */
  now(): number;
  /** The calendar, for what people and labels read. */
  date(): Date;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  sleep: async (ms, signal) => {
    signal?.throwIfAborted();
    try {
      await delay(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      throw signal?.aborted ? signal.reason : error; // Node's own says "aborted", and has the reason as its cause
    }
  },
};

/** Resolves or rejects as a promise does, and resolves after `ms` milliseconds where it has not. Leaves no timer for which the process would live on. */
export const atMost = async (ms: number, promise: Promise<unknown>, clock: Pick<Clock, "sleep">): Promise<void> => {
  const over = new AbortController();
  try {
    await Promise.race([promise, clock.sleep(ms, over.signal).catch(() => {})]);
  } finally {
    over.abort();
  }
};
