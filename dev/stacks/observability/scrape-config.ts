import { instanceId, lines, text, type Text } from "../../model/text.ts";
import { ROUTER_PORTS } from "../gateway/router-config.ts";
import type { Application } from "../settings.ts";

/** The machine itself, as containers call it: Docker Desktop and Podman know this name, elsewhere the engine is told it. */
export const HOST_NAME = "host.docker.internal";

interface Job {
  readonly name: string;
  readonly kind: "backing" | "application";
  readonly target: string;
  readonly path?: string;
  readonly more?: readonly string[];
}

interface ScrapeOptions {
  /** On the host, by name. */
  readonly applications: Readonly<Record<string, Application>>;
  readonly logAgent: "promtail" | "alloy";
  /** Pattern of rule files. */
  readonly rules: string;
  /** File with Vault's token. */
  readonly vaultToken: string;
}

const LOG_AGENT_JOBS: Readonly<Record<ScrapeOptions["logAgent"], Job>> = {
  promtail: { name: "promtail", kind: "backing", target: "promtail:9080" },
  alloy: { name: "alloy", kind: "backing", target: "alloy:12345" },
};

const backing = ({ vaultToken, logAgent }: ScrapeOptions): readonly Job[] => [
  { name: "postgres", kind: "backing", target: "postgres-exporter:9187" },
  { name: "pgbouncer", kind: "backing", target: "pgbouncer-exporter:9127" },
  { name: "kafka", kind: "backing", target: "kafka-exporter:9308" },
  { name: "minio", kind: "backing", target: "minio:9000", path: "/minio/v2/metrics/cluster" },
  {
    name: "vault",
    kind: "backing",
    target: "vault:8200",
    path: "/v1/sys/metrics",
    more: ["    params: { format: [prometheus] }", `    authorization: { credentials_file: ${vaultToken} }`],
  },
  { name: "prometheus", kind: "backing", target: "127.0.0.1:9090" },
  { name: "loki", kind: "backing", target: "loki:3100" },
  LOG_AGENT_JOBS[logAgent],
  { name: "grafana", kind: "backing", target: "grafana:3000" },
  { name: "alertmanager", kind: "backing", target: "alertmanager:9093" },
];

/** Apollo Router, in the stack; a project that runs its own on this machine names it among its applications. */
const ROUTER: Job = { name: "router", kind: "application", target: `router:${ROUTER_PORTS.metrics}` };

const onThisMachine = (applications: ScrapeOptions["applications"]): readonly Job[] =>
  Object.entries(applications).map(([name, { port, path }]): Job => ({ name, kind: "application", target: `${HOST_NAME}:${port}`, path }));

/**
 * `prometheus.yml`: every service of the stack under its own name, and the applications on this machine. What is not
 * there is a target that is down, and no error: alerts ask only for what was up before.
 */
export const scrapeConfig = (options: ScrapeOptions): Text => {
  const { applications, rules } = options;
  return lines(
    "global:",
    "  scrape_interval: 5s",
    "  scrape_timeout: 4s",
    "  evaluation_interval: 5s",
    `rule_files: ["${rules}"]`,
    "alerting:",
    "  alertmanagers:",
    '    - static_configs: [{ targets: ["alertmanager:9093"] }]',
    "scrape_configs:",
    ...[...backing(options), ...("router" in applications ? [] : [ROUTER]), ...onThisMachine(applications)].flatMap(jobLines),
  );
};

const jobLines = ({ name, kind, target, path = "/metrics", more = [] }: Job): readonly Text[] => [
  `  - job_name: ${name}`,
  `    metrics_path: ${JSON.stringify(path)}`,
  ...more,
  "    static_configs:",
  `      - targets: ["${target}"]`,
  "        labels:",
  text`          instance: ${instanceId}`,
  `          service: ${name}`,
  `          kind: ${kind}`,
];
