import { envelope, neotool } from "./cli.ts";

interface StatusData {
  readonly instance: { readonly id: string };
  readonly services: readonly { readonly name: string; readonly phase: string; readonly endpoints: readonly { readonly name: string; readonly url: string }[] }[];
}

/** One series or stream of an answer. */
export interface Found {
  readonly labels: Readonly<Record<string, string>>;
  /** The newest value of a series, or the lines of a stream, newest last. */
  readonly values: readonly string[];
}

/** A running instance's Prometheus and Loki, asked as Grafana does. */
export interface Observatory {
  readonly instance: string;
  /** Services that are there, by what `status` says. */
  readonly running: readonly string[];
  /** Where a service answers; empty where it has no endpoint. */
  urlOf(service: string): string;
  /** @throws with the server's own words for a query that it does not take. */
  metrics(query: string): Promise<readonly Found[]>;
  /** Of the last ten minutes. */
  logs(query: string): Promise<readonly Found[]>;
}

const LIMIT = "1000";

const ask = async (url: string): Promise<unknown> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text).data.result;
};

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [string, string])[];
}

const isSamples = (result: unknown): result is readonly Sample[] => Array.isArray(result) && result.every((one) => "metric" in one && "value" in one);
const isStreams = (result: unknown): result is readonly Stream[] => Array.isArray(result) && result.every((one) => "stream" in one && "values" in one);

export const observatoryOf = async (workingCopy: string): Promise<Observatory> => {
  const { data } = envelope<StatusData>(await neotool(["status", "--json"], { cwd: workingCopy }));
  const urlOf = (service: string): string => data.services.find(({ name }) => name === service)?.endpoints[0]?.url ?? "";
  return {
    instance: data.instance.id,
    urlOf,
    running: data.services.filter(({ phase }) => phase === "ready" || phase === "running").map(({ name }) => name),
    metrics: async (query) => {
      const result = await ask(`${urlOf("prometheus")}/api/v1/query?${new URLSearchParams({ query })}`);
      if (!isSamples(result)) throw new Error(`${query} gives no samples`);
      return result.map(({ metric, value }) => ({ labels: metric, values: [value[1]] }));
    },
    logs: async (query) => {
      const result = await ask(`${urlOf("loki")}/loki/api/v1/query_range?${new URLSearchParams({ query, since: "10m", limit: LIMIT, direction: "forward" })}`);
      if (!isStreams(result)) throw new Error(`${query} gives no lines`);
      return result.map(({ stream, values }) => ({ labels: stream, values: values.map(([, line]) => line) }));
    },
  };
};
