import type { Runtime, Stats } from "../engine/runtime.ts";
import type { ServiceUsage } from "../engine/usage.ts";
import { figuresOf } from "./figures/questions.ts";
import type { AskFigures } from "./live/follow-usage.ts";

/** The engine's second reading comes after two seconds; on a busy machine later. */
const WITHIN_MS = 10_000;

/** The first reading with rates; the last one that there was where none has them. */
const readOnce = async (runtime: Runtime, service: string, signal: AbortSignal): Promise<Stats | null> => {
  const enough = new AbortController();
  let last: Stats | null = null;
  try {
    for await (const stats of runtime.stats(service, AbortSignal.any([signal, enough.signal]))) {
      last = stats;
      if (stats.cpuPercent !== null) break;
    }
  } catch (error) {
    if (signal.aborted) throw error;
  } finally {
    enough.abort();
  }
  return last;
};

/** What services use, read once. @param running By service: engine time of its start. @param onNoFigures Why nobody knows the numbers. */
export const usageOnce = async (runtime: Runtime, services: readonly string[], running: ReadonlyMap<string, string>, ask: AskFigures, onNoFigures: (error: unknown) => void, signal: AbortSignal): Promise<readonly ServiceUsage[]> => {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(WITHIN_MS)]);
  const answering = ask().catch((error: unknown): ReadonlyMap<string, number> => {
    onNoFigures(error);
    return new Map();
  });
  const stats = await Promise.all(services.map((service) => (running.has(service) ? readOnce(runtime, service, bounded) : null)));
  const answers = await answering;
  signal.throwIfAborted();
  return services.map((service, index) => ({ service, startedAt: running.get(service) ?? null, stats: stats[index] ?? null, figures: figuresOf(service, answers) }));
};
