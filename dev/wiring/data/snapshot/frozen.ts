import type { Runtime } from "../../../engine/runtime.ts";
import type { Clock } from "../../../platform/clock.ts";

/** However the command ends: what stands still must go on. */
const WITHIN_MS = 30_000;

/** Has services go on. */
export const thaw = async (runtime: Runtime, services: readonly string[]): Promise<void> => {
  const signal = AbortSignal.timeout(WITHIN_MS);
  const ended = await Promise.allSettled(services.map((service) => runtime.apply({ kind: "unpause", service }, signal)));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
};

/**
 * Does something while services stand still, all at once. They need not stop in the same instant: what one has confirmed before it stops, and
 * only that, can have led to something in another.
 *
 * @returns what it did, and how long the first of them stood still at most.
 */
export const whileFrozen = async <T>(runtime: Runtime, services: readonly string[], clock: Clock, act: () => Promise<T>): Promise<{ readonly done: T; readonly pauseMs: number }> => {
  const signal = AbortSignal.timeout(WITHIN_MS);
  const began = clock.now();
  try {
    await Promise.all(services.map((service) => runtime.apply({ kind: "pause", service }, signal)));
    const done = await act();
    await thaw(runtime, services);
    return { done, pauseMs: clock.now() - began };
  } catch (error) {
    await thaw(runtime, services);
    throw error;
  }
};
