import type { LogLine } from "../../dev/engine/runtime.ts";

/** A time of day as the engine writes it. @param second May have a fraction. */
export const engineTime = (second: number): string => `2026-11-20T10:${String(Math.floor(second / 60)).padStart(2, "0")}:${(second % 60).toFixed(9).padStart(12, "0")}Z`;

/** A line of a service's log; what a test is about is laid over it. */
export const logLine = (text: string, over: Partial<LogLine> = {}): LogLine => ({ service: "kafka", stream: "stdout", at: engineTime(1), text, ...over });

/** Everything that a log gives, in its order. */
export const linesOf = async <T>(log: AsyncIterable<readonly T[]>): Promise<readonly T[]> => {
  const found: T[] = [];
  for await (const batch of log) found.push(...batch);
  return found;
};

/** A log that ends. */
export async function* batches<T>(...each: readonly (readonly T[])[]): AsyncIterable<readonly T[]> {
  for (const batch of each) yield batch;
}
