import { engineStream } from "../../docker/http.ts";
import { residentBytes, type MemoryReading } from "../../docker/resident-bytes.ts";
import { streamLines } from "../../docker/stream-lines.ts";
import type { Stats } from "../../engine/runtime.ts";

/** One message of the engine's, as far as it is read. */
export interface Reading extends MemoryReading {
  /** ISO 8601; year 1 while nothing runs. */
  readonly read?: string;
  readonly cpu_stats?: { readonly cpu_usage?: { readonly total_usage?: number } };
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>;
}

/** Of a counter, by the second; `null` where there is nothing to compare with, or it began anew. */
export const rate = (before: number | undefined, now: number | undefined, seconds: number): number | null =>
  before === undefined || now === undefined || now < before || !(seconds > 0) ? null : (now - before) / seconds;

const trafficOf = (reading: Reading | undefined, which: "rx_bytes" | "tx_bytes"): number | undefined =>
  reading?.networks && Object.values(reading.networks).reduce((sum, network) => sum + network[which], 0);

const NANOSECONDS = 1e9;

/**
 * What was used between two messages of one container. Processor time is held against the clock, and not against the
 * engine's count of all processors' time (as the docker CLI does): that one is taken once for all containers, some time
 * before, in steps of 10 ms, and not every engine has it. Pure.
 *
 * @param before `undefined`: there is none, and so there are no rates yet.
 */
export const statsBetween = (before: Reading | undefined, now: Reading): Stats => {
  const at = now.read ?? "";
  const seconds = (Date.parse(at) - Date.parse(before?.read ?? "")) / 1_000;
  const busy = rate(before?.cpu_stats?.cpu_usage?.total_usage, now.cpu_stats?.cpu_usage?.total_usage, seconds);
  return {
    at,
    cpuPercent: busy === null ? null : (busy / NANOSECONDS) * 100,
    memoryBytes: residentBytes(now),
    memoryLimitBytes: now.memory_stats?.limit ?? null,
    receivedPerSecond: rate(trafficOf(before, "rx_bytes"), trafficOf(now, "rx_bytes"), seconds),
    sentPerSecond: rate(trafficOf(before, "tx_bytes"), trafficOf(now, "tx_bytes"), seconds),
  };
};

/** A container that does not run is still told of, once a second, with nothing in it. */
const isEmpty = ({ read }: Reading): boolean => read === undefined || read.startsWith("0001-");

/** The engine's own readings of a container, about one a second. Ends when the container is removed, or the signal is aborted. */
export async function* containerStats(socket: string, container: string, signal: AbortSignal): AsyncIterable<Stats> {
  let before: Reading | undefined;
  try {
    for await (const line of streamLines(await engineStream(socket, `/containers/${container}/stats?stream=1`, signal))) {
      const now: Reading = JSON.parse(line);
      const runs = !isEmpty(now);
      if (runs) yield statsBetween(before, now);
      before = runs ? now : undefined;
    }
  } catch (error) {
    if (!signal.aborted) throw error; // asked to end
  }
}
