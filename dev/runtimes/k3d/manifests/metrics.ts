import type { DesiredContainer } from "../../../planner/desired.ts";

interface Metrics {
  readonly endpoint: string;
  /** @default "/metrics" */
  readonly path?: string;
  readonly params?: Readonly<Record<string, string>>;
}

const METRICS: Readonly<Record<string, Metrics>> = {
  vault: { endpoint: "api", path: "/v1/sys/metrics", params: { format: "prometheus" } },
  minio: { endpoint: "s3", path: "/minio/v2/metrics/cluster" },
  prometheus: { endpoint: "http" },
  loki: { endpoint: "http" },
  promtail: { endpoint: "http" },
  alloy: { endpoint: "http" },
  grafana: { endpoint: "http" },
  alertmanager: { endpoint: "http" },
  router: { endpoint: "metrics" },
};

/** Besides exporters, which live beside Prometheus. */
export const WITH_METRICS: readonly string[] = Object.keys(METRICS);

/** Where a service tells its metrics over HTTP; `undefined` for one that has an exporter beside it, or none. */
export const metricsOf = (service: string): Metrics | undefined => METRICS[service] ?? (service.endsWith("-exporter") ? { endpoint: "metrics" } : undefined);

/** For a Prometheus that finds pods by itself: the annotations that everybody's relabelling rules know. */
export const metricsAnnotations = ({ name, endpoints }: DesiredContainer["service"]): Readonly<Record<string, string>> => {
  const metrics = metricsOf(name);
  const port = metrics && endpoints[metrics.endpoint]?.containerPort;
  if (!metrics || port === undefined) return {};
  return {
    "prometheus.io/scrape": "true",
    "prometheus.io/port": String(port),
    "prometheus.io/path": metrics.path ?? "/metrics",
    ...Object.fromEntries(Object.entries(metrics.params ?? {}).map(([name, value]) => [`prometheus.io/param_${name}`, value])),
  };
};
