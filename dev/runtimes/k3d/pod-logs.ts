import { streamLineBatches } from "../../docker/stream-lines.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { LogLine, LogOptions } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import { ApiStatusError, type Api } from "./api.ts";
import { podPath, podsOf } from "./pods.ts";

/** ISO 8601, or seconds since 1970 → what the API takes. */
const asTime = (time: string): string => (/^\d+(\.\d+)?$/.test(time) ? new Date(Number(time) * 1_000).toISOString() : time);

const queryOf = ({ follow, tail, since }: LogOptions): URLSearchParams =>
  new URLSearchParams({
    timestamps: "true",
    follow: String(follow === true),
    ...(tail !== undefined && { tailLines: String(tail) }),
    ...(since !== undefined && { sinceTime: asTime(since) }),
  });

/** @example "2026-11-21T09:00:00.1Z ready to accept connections" */
export const lineFrom = (service: string, line: string): LogLine => {
  const [, at = "", text = line] = /^(\d{4}-\d\d-\d\dT\S+Z) ?(.*)$/s.exec(line) ?? [];
  // Kubernetes gives both streams as one (before 1.32 it cannot tell them apart).
  return { service, stream: "stdout", at, text: text.replace(/\r$/, "") };
};

/** No pod, or one whose container has not begun, or was removed. */
const NOTHING_YET: readonly number[] = [400, 404];

/** The log of a service's newest pod, in batches as they come. Ends when the container does, or the signal is aborted. */
export async function* podLogs(api: Api, instance: Instance, service: string, options: LogOptions, signal: AbortSignal): AsyncIterable<readonly LogLine[]> {
  try {
    const { pods: [pod] } = await podsOf(api, instance, service, signal);
    if (!pod) return;
    const until = options.until === undefined ? undefined : Date.parse(asTime(options.until));
    for await (const texts of streamLineBatches(await api.stream(`${podPath(service, pod)}/log?${queryOf(options)}`, signal))) {
      const lines = texts.map((text) => lineFrom(service, text));
      const wanted = until === undefined ? lines : lines.filter(({ at }) => Date.parse(at) <= until);
      if (wanted.length > 0) yield wanted;
      if (wanted.length < lines.length) return;
    }
  } catch (cause) {
    if (signal.aborted || (cause instanceof ApiStatusError && NOTHING_YET.includes(cause.status))) return;
    throw cause instanceof DevError ? cause : new DevError("CLUSTER_FAILED", `The cluster stopped sending the log of ${service}`, { hint: "neotool dev doctor looks at it.", cause });
  }
}
