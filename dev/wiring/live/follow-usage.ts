import type { Runtime, Stats } from "../../engine/runtime.ts";
import type { ServiceUsage } from "../../engine/usage.ts";
import type { Clock } from "../../platform/clock.ts";
import { throttled } from "../../platform/throttle.ts";
import { figuresOf } from "../figures/questions.ts";
import { followStats } from "./follow-stats.ts";

/** Answers by `service.key`. Rejects where nobody answers. */
export type AskFigures = () => Promise<ReadonlyMap<string, number>>;

export interface UsageFollower {
  /** Reads what these services use, and no others; none: nothing is asked. By service: engine time of its start. */
  follow(running: ReadonlyMap<string, string>): void;
  /** What is known of a service now. */
  of(service: string): ServiceUsage;
}

/** Who looks, and how often a new picture is worth its drawing: the engine tells of each container once a second, at its own moment. */
export interface UsageWatcher {
  readonly everyMs: number;
  changed(): void;
}

/** As often as Prometheus itself looks. */
const FIGURES_MS = 5_000;

/** What running services use: their containers' counters, and the numbers that Prometheus knows. */
export const followUsage = (runtime: Runtime, ask: AskFigures, clock: Clock, watcher: UsageWatcher, signal: AbortSignal): UsageFollower => {
  let running: ReadonlyMap<string, string> = new Map();
  let answers: ReadonlyMap<string, number> = new Map();
  const known = new Map<string, Stats>();
  const changed = throttled(watcher.changed, watcher.everyMs);
  signal.addEventListener("abort", () => changed[Symbol.dispose](), { once: true });

  const stats = followStats(runtime, (service, now) => {
    if (now) known.set(service, now);
    else known.delete(service);
    changed();
  }, signal);

  const askNow = async (): Promise<void> => {
    answers = await ask().catch(() => new Map()); // it is not there, or not yet
    if (!signal.aborted) changed();
  };
  const askOn = async (): Promise<void> => {
    while (!signal.aborted && running.size > 0) {
      await askNow();
      await clock.sleep(FIGURES_MS, signal).catch(() => {});
    }
  };
  let asking: Promise<void> | undefined;

  return {
    follow: (now) => {
      running = now;
      stats.follow(now);
      if (now.size > 0) asking ??= askOn().finally(() => (asking = undefined));
    },
    of: (service) => ({
      service,
      startedAt: running.get(service) ?? null,
      stats: known.get(service) ?? null,
      figures: figuresOf(service, answers),
    }),
  };
};
