import { lokiEntries, type HttpGet, type LokiEntry } from "../../data/loki/query-range.ts";
import { levelOfWord } from "../../engine/log-level.ts";
import type { LogLine } from "../../engine/runtime.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Instance } from "../../model/instance.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Observed } from "../../planner/observed.ts";
import { httpGet } from "../../probes/http-get.ts";
import type { Project } from "../project.ts";
import type { ReadLog } from "./service-logs.ts";

const SERVICE = "loki";
const ENDPOINT = "loki.http";
const HOST = "127.0.0.1";
const TIMEOUT_MS = 30_000;
const DAY_MS = 86_400_000;
/** As long as production keeps them. */
const DAYS = 7;
/** Lines that are on their way while we ask. */
const MARGIN_MS = 60_000;

/** ISO 8601, up to nanoseconds → nanoseconds since 1970. */
const nanoseconds = (time: string): bigint => {
  const fraction = /\.(\d+)Z$/.exec(time)?.[1] ?? "";
  return BigInt(Date.parse(time.replace(/\.\d+Z$/, "Z"))) * 1_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9));
};

/** As the engine writes times. */
const isoOf = (ns: string): string => `${new Date(Number(ns.slice(0, -6))).toISOString().slice(0, 19)}.${ns.slice(-9)}Z`;

/** An entry may hold a whole stack trace. */
const linesOf = (service: string, { ns, labels, line }: LokiEntry): readonly LogLine[] => {
  const level = levelOfWord(labels.level ?? "");
  const said = level === "unknown" ? {} : { level };
  return line.replace(/\r?\n$/, "").split(/\r?\n/).map((text) => ({ service, stream: labels.stream === "stderr" ? "stderr" : "stdout", at: isoOf(ns), text, ...said }));
};

/** The last entries of a period, in order. */
const lastEntries = async (pages: AsyncIterable<readonly LokiEntry[]>, count: number): Promise<readonly LokiEntry[]> => {
  const newestFirst: LokiEntry[] = [];
  if (count === 0) return [];
  for await (const page of pages) {
    newestFirst.push(...page);
    if (newestFirst.length >= count) break;
  }
  return newestFirst.slice(0, count).reverse();
};

/**
 * The logs of an instance's services as a Loki has them, by the labels `instance`, `service`, `stream` and `level`.
 *
 * @param baseUrl For example `http://127.0.0.1:3100`.
 */
export const readLoki = (baseUrl: string, { id }: Pick<Instance, "id">, get: HttpGet, clock: Clock): ReadLog =>
  async function* (service, { since, until, tail }) {
    const now = clock.date().getTime();
    const start = nanoseconds(since ?? new Date(now - DAYS * DAY_MS).toISOString());
    const end = nanoseconds(until ?? new Date(now + MARGIN_MS).toISOString()) + 1n; // Loki leaves out the end itself
    const query = `{instance=${JSON.stringify(id)}, service=${JSON.stringify(service)}}`;
    const pages = (direction: "forward" | "backward") => lokiEntries(baseUrl, { query, start, end, direction }, get);
    if (tail === undefined) for await (const page of pages("forward")) yield page.flatMap((entry) => linesOf(service, entry));
    else yield (await lastEntries(pages("backward"), tail)).flatMap((entry) => linesOf(service, entry)).slice(-tail);
  };

/** @throws {DevError} `SERVICE_NOT_RUNNING` where the stack has no Loki, or it does not run. */
export const lokiLogs = ({ stack, instance }: Project, observed: Observed, ports: ReadonlyMap<string, number>, clock: Clock, signal: AbortSignal): ReadLog => {
  const port = ports.get(ENDPOINT);
  const hint = "neotool dev up --profile observability brings it up. Without --source loki the engine's own logs are shown.";
  if (!stack.services.some(({ name }) => name === SERVICE)) throw new DevError("SERVICE_NOT_RUNNING", `The stack "${stack.name}" has no ${SERVICE}, so there is nobody to ask`, { hint });
  if (port === undefined || observed.containers.get(SERVICE)?.state !== "running") throw new DevError("SERVICE_NOT_RUNNING", `${SERVICE} does not run, so it cannot be asked`, { hint });
  const baseUrl = `http://${HOST}:${port}`;
  const get: HttpGet = async (url) => {
    try {
      return await httpGet({ host: HOST, port }, url.slice(baseUrl.length), {}, TIMEOUT_MS, signal);
    } catch (cause) {
      if (signal.aborted) throw signal.reason;
      throw new DevError("SERVICE_NOT_READY", `Loki at ${baseUrl} does not answer`, { hint: "neotool dev why loki looks at it. Without --source loki the engine's own logs are shown.", cause });
    }
  };
  return readLoki(baseUrl, instance, get, clock);
};
