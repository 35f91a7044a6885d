import type { Clock } from "../../dev/platform/clock.ts";

/** Time that passes only by being slept through: a minute of waiting takes no time at all. */
export const fakeClock = (start = 0): Clock & { readonly slept: readonly number[] } => {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    date: () => new Date(Date.UTC(2026, 10, 20) + now),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
      await Promise.resolve();
    },
  };
};
