import type { LineStage } from "../../engine/log-records.ts";
import { lastPassing, staged } from "../../engine/log-tail.ts";
import type { LogLine, LogOptions, Runtime, RuntimeChange } from "../../engine/runtime.ts";
import { watchStarts } from "./container-starts.ts";
import { followService, type Position } from "./follow-service.ts";

/** What is wanted of the logs of some services. */
export interface LogRequest {
  readonly services: readonly string[];
  readonly follow: boolean;
  readonly since?: string;
  readonly until?: string;
  /** For each service: its last lines, as the engine counts them where all are wanted, else the last that are wanted. */
  readonly tail?: number;
  /** What becomes of the lines of a service. A fresh one for each: they are about the lines before. */
  readonly stage: () => LineStage;
  /** Whether that leaves lines out. */
  readonly isFiltered: boolean;
}

type Log = AsyncIterable<readonly LogLine[]>;

/** Logs of services, wherever they are kept. */
export type ReadLog = (service: string, options: LogOptions) => Log;

/** `--until` is applied before the lines are counted: an engine counts first, and would give nothing. */
const ownTail = ({ tail, until, isFiltered }: LogRequest): number | undefined => (isFiltered || until !== undefined ? tail : undefined);
const rangeOf = ({ since, until }: LogRequest): LogOptions => ({ ...(since !== undefined && { since }), ...(until !== undefined && { until }) });
const optionsOf = (request: LogRequest): LogOptions => ({ ...rangeOf(request), ...(request.tail !== undefined && ownTail(request) === undefined && { tail: request.tail }) });

/** What there is now, service by service. */
export const pastLogs = (request: LogRequest, read: ReadLog): readonly Log[] =>
  request.services.map((service) => {
    const log = read(service, optionsOf(request));
    const count = ownTail(request);
    return count === undefined ? staged(log, request.stage()) : lastPassing(log, request.stage(), count, undefined);
  });

const NOWHERE: Position = { at: "", lines: 0 };

/** A line of 16 KiB pieces is looked at whole: this many pieces are more than any. */
const PIECES = 50;

/** Where the log of a container ends now. */
const endOf = async (service: string, runtime: Runtime, signal: AbortSignal): Promise<Position> => {
  let at = "";
  for await (const batch of runtime.logBatches(service, { tail: PIECES }, signal)) for (const line of batch) if (line.at > at) at = line.at;
  return { at, lines: Infinity };
};

/**
 * What there is, and what comes, service by service; each goes on with its service's next container.
 *
 * @param isThere Whether a service has a container now.
 */
export const followedLogs = (request: LogRequest, runtime: Runtime, isThere: (service: string) => boolean, onChange: (change: RuntimeChange) => void, signal: AbortSignal): readonly Log[] => {
  const starts = watchStarts(runtime, onChange, signal); // before the first log is opened: what happens in between is told
  const read = (service: string) => (options: LogOptions) => runtime.logBatches(service, options, signal);
  return request.services.map(async function* (service): Log {
    const count = ownTail(request);
    // Without a tail everything is read, and where it ends need not be known.
    const end = !isThere(service) ? undefined : request.tail === undefined ? NOWHERE : await endOf(service, runtime, signal);
    const log = followService(service, read(service), { first: optionsOf(request), from: end, starts, signal });
    yield* count === undefined ? staged(log, request.stage()) : lastPassing(log, request.stage(), count, end?.at ?? "");
  });
};
