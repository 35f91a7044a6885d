import { expect, test } from "vitest";
import { known } from "../../dev/parity/facts/known.ts";
import { effectiveTargets } from "../../dev/parity/live/observability.ts";
import { NOT_RUNNING, type Live, type Target } from "../../dev/parity/local/local.ts";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { productionOf } from "../support/production.ts";

const container = (name: string, image: string, ...ports: readonly string[]): string => `{ name: ${name}, image: "${image}", ports: [${ports.map((port) => `{ name: ${port.split(":")[0]}, containerPort: ${port.split(":")[1]} }`).join(", ")}] }`;

const deployment = (name: string, containers: readonly string[], annotations = "{}"): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: data }
spec: { template: { metadata: { labels: { app: ${name} }, annotations: ${annotations} }, spec: { containers: [${containers.join(", ")}] } } }
`;

const service = (name: string, ...ports: readonly string[]): string => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: data, labels: { app: ${name} } }
spec: { selector: { app: ${name} }, ports: [${ports.map((port) => `{ name: ${port.split(":")[0]}, port: ${port.split(":")[1]}, targetPort: ${port.split(":")[0]} }`).join(", ")}] }
`;

const prometheus = (jobs: string): Readonly<Record<string, string>> => ({
  "prometheus.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: prometheus, namespace: watch }
spec: { template: { spec: { containers: [{ name: prometheus, image: "prom/prometheus:v2.55.1", volumeMounts: [{ name: c, mountPath: /etc/prometheus }] }], volumes: [{ name: c, configMap: { name: prometheus } }] } } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: prometheus, namespace: watch }
data:
  prometheus.yml: |
    scrape_configs:
${jobs}
`,
});

const monitor = (kind: "ServiceMonitor" | "PodMonitor", app: string, endpoints: string, more = ""): string => `apiVersion: monitoring.coreos.com/v1
kind: ${kind}
metadata: { name: ${app}, namespace: watch }
spec: { selector: { matchLabels: { app: ${app} } }, ${kind === "PodMonitor" ? "podMetricsEndpoints" : "endpoints"}: ${endpoints}${more} }
`;

const EVERYWHERE = ", namespaceSelector: { any: true }";

const targets = (files: Readonly<Record<string, string>>, live: Partial<Live> = {}): readonly string[] =>
  findingsBetween(localSide({ live: { ...NOT_RUNNING, ...live } }), productionOf(files)).filter(({ axis }) => axis === "targets").map(shown);

const KAFKA = { "kafka.yaml": `${deployment("kafka", [container("kafka", "apache/kafka:3.7.0", "client:9092"), container("jmx", "bitnami/jmx-exporter:1", "metrics:5556")])}---\n${service("kafka", "client:9092", "metrics:5556")}` };
const LOKI = { "loki.yaml": `${deployment("loki", [container("loki", "grafana/loki:2.9.0", "http:3100")])}---\n${service("loki", "http:3100")}` };

test("a ServiceMonitor asks the container that has the port, and not its neighbours in the pod", () => {
  expect(targets({ ...KAFKA, "monitor.yaml": monitor("ServiceMonitor", "kafka", "[{ port: metrics }]", EVERYWHERE) })).toEqual([]);
  expect(targets({ ...KAFKA, "monitor.yaml": monitor("ServiceMonitor", "kafka", "[{ port: client }]", EVERYWHERE) })).toEqual(["warning kafka/targets/scraped: not asked for metrics | asked for metrics (ServiceMonitor kafka)"]);
});

test("a monitor sees its own namespace, and others where it says so", () => {
  const of = (more: string) => targets({ ...KAFKA, "monitor.yaml": monitor("PodMonitor", "kafka", "[{ port: client }]", more) }).length;
  expect([of(""), of(", namespaceSelector: { matchNames: [other] }"), of(", namespaceSelector: { matchNames: [data] }"), of(EVERYWHERE)]).toEqual([0, 0, 1, 1]);
});

test("what is asked here and not there is good to know, but where production finds pods in a way that cannot be told", () => {
  const asked = ["info loki/targets/scraped: asked at loki:3100 | nothing", "info prometheus/targets/scraped: asked at 127.0.0.1:9090 | nothing"];
  expect(targets({ ...LOKI, ...prometheus("      - job_name: none") })).toEqual(asked);
  expect(targets({ ...LOKI, ...prometheus('      - job_name: one\n        static_configs: [{ targets: ["loki.data:3100", "localhost:9090"] }]') })).toEqual([]);
  expect(targets({ ...LOKI, ...prometheus("      - job_name: pods\n        kubernetes_sd_configs: [{ role: pod }]") })).toEqual([]);
});

test("pods that say so themselves are asked where somebody looks for them", () => {
  const looks = prometheus("      - job_name: pods\n        kubernetes_sd_configs: [{ role: pod }]\n        relabel_configs: [{ action: keep, source_labels: [__meta_kubernetes_pod_annotation_prometheus_io_scrape], regex: true }]");
  const annotated = { "kafka.yaml": deployment("kafka", [container("kafka", "apache/kafka:3.7.0", "client:9092")], '{ prometheus.io/scrape: "true" }') };
  expect(targets({ ...annotated, ...looks }).filter((line) => line.includes("kafka"))).toEqual(["warning kafka/targets/scraped: not asked for metrics | asked for metrics (prometheus.io/scrape)"]);
});

test("whom a running Prometheus really asks counts, and whether it got an answer", async () => {
  const answer = (...active: readonly object[]) => effectiveTargets(async () => JSON.stringify({ data: { activeTargets: active } }));
  const found = await answer(
    { health: "down", scrapeUrl: "http://loki:3100/metrics", discoveredLabels: { __address__: "loki:3100" } },
    { health: "up", scrapeUrl: "http://10.42.0.7:9090/metrics", discoveredLabels: { __meta_kubernetes_pod_container_name: "prometheus" } },
  );
  expect(found).toEqual([{ address: "loki:3100", isDown: true }, { address: "10.42.0.7:9090", isDown: false, service: "prometheus" }]);
  const files = { ...LOKI, ...prometheus('      - job_name: one\n        static_configs: [{ targets: ["loki.data:3100", "localhost:9090"] }]') };
  expect(await answer()).toBeUndefined(); // it was just started
  const of = (asked: readonly Target[] = [], provisions: Live["provisions"] = NOT_RUNNING.provisions) => targets(files, { provisions, targets: asked.map((target) => known(target, { kind: "query", query: "Prometheus' /api/v1/targets" })) });
  const given = { image: { reference: "grafana/loki:2.9.0", digests: [], isOutdated: false }, command: undefined, env: new Map(), mounts: [], memory: undefined, cpu: undefined, user: undefined, hasReadOnlyRoot: false, isPrivileged: false, mayGainRights: false, addedCapabilities: [], droppedCapabilities: [], replicas: 1 };
  expect(of(found)).toEqual([]); // Loki does not run, and need not answer
  expect(of(found, known(new Map([["loki", given]]), { kind: "query", query: "docker inspect" }))).toEqual(["warning loki/targets/scraped: asked at loki:3100, without an answer | asked for metrics"]);
  expect(of(found?.slice(1))).toEqual(["warning loki/targets/scraped: not asked for metrics | asked for metrics"]);
});
