import type { Runtime, Stats } from "../../engine/runtime.ts";

export interface StatsFollower {
  /** Reads these services and no others. Each is named with its start: a later one is read anew. */
  follow(running: ReadonlyMap<string, string>): void;
}

interface Reading {
  readonly on: string;
  readonly over: AbortController;
}

/** Reads what services use, as long as they run. @param onStats `null`: what was known of it holds no longer. */
export const followStats = (runtime: Runtime, onStats: (service: string, stats: Stats | null) => void, signal: AbortSignal): StatsFollower => {
  const readings = new Map<string, Reading>();
  const read = async (service: string, reading: Reading): Promise<void> => {
    const either = AbortSignal.any([signal, reading.over.signal]);
    try {
      for await (const stats of runtime.stats(service, either)) if (!either.aborted) onStats(service, stats);
    } catch {
      // Its container is gone, or the engine is: read again when it is told to run.
    }
    if (readings.get(service) === reading) forget(service);
  };
  const forget = (service: string): void => {
    readings.get(service)?.over.abort();
    readings.delete(service);
    if (!signal.aborted) onStats(service, null);
  };
  return {
    follow: (running) => {
      for (const [service, { on }] of readings) if (running.get(service) !== on) forget(service);
      for (const [service, on] of running) {
        if (signal.aborted || readings.has(service)) continue;
        const reading = { on, over: new AbortController() };
        readings.set(service, reading);
        void read(service, reading);
      }
    },
  };
};
