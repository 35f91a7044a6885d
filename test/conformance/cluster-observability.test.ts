import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { envelope } from "../support/cli.ts";
import { containersOf, emptyQueries, loggedBy, scraped } from "../support/cluster-observability.ts";
import { succeeded } from "../support/k3d-faults.ts";
import { k3dInstance, type ClusterInstance } from "../support/k3d-instance.ts";
import { observatoryOf, type Observatory } from "../support/observability.ts";
import { metricsIn } from "../support/promql.ts";
import { DASHBOARD_FOLDERS, queriesOf } from "../support/panel-data.ts";
import { until } from "../support/until.ts";

/** A rate of the kubelet's numbers needs two looks of it, and two scrapes. */
const SOON_MS = 120_000;

let instance: ClusterInstance;
let observatory: Observatory;

beforeAll(async () => {
  instance = await k3dInstance("observed");
  const { exitCode, stderr } = await instance.run("up", "--allow-missing");
  expect(exitCode, stderr).toBe(0);
  observatory = await observatoryOf(instance.path);
});
afterAll(async () => {
  await instance[Symbol.asyncDispose]();
});

/** What reports for a service in its place. */
const REPORTERS: Readonly<Record<string, string>> = { postgres: "postgres-exporter", pgbouncer: "pgbouncer-exporter", kafka: "kafka-exporter" };

test("every service is scraped under its own name, so is the kubelet, and all answer", async () => {
  const services = ["postgres", "pgbouncer", "kafka", "minio", "vault", "prometheus", "loki", "promtail", "grafana"].filter((service) => observatory.running.includes(REPORTERS[service] ?? service));
  const expected = { up: [...services, "kubelet", "kubelet-probes", "cadvisor"].toSorted(), down: [] };
  expect(services.length).toBeGreaterThanOrEqual(7);
  await until("all are up", async () => JSON.stringify(await scraped(observatory)) === JSON.stringify(expected), 60_000).catch(() => {});
  expect(await scraped(observatory)).toEqual(expected);
  expect(await observatory.metrics('up{service="postgres"}')).toMatchObject([{ labels: { instance: instance.id, service: "postgres", job: "postgres", kind: "backing" }, values: ["1"] }]);
});

test("nothing fires for what runs, and nothing for what was left out", async () => {
  expect((await observatory.metrics('ALERTS{alertstate="firing"}')).map(({ labels }) => `${labels.alertname} ${labels.service}`)).toEqual([]);
});

test("every query of every panel of the cluster's dashboard has data", async () => {
  await until("all have data", async () => (await emptyQueries(observatory)).length === 0, SOON_MS).catch(() => {});
  expect(await emptyQueries(observatory)).toEqual([]);
});

/** Only after a failure. */
const RARE = ["kubelet_runtime_operations_errors_total", "kubelet_started_pods_errors_total"];

test("every metric that a panel names exists: no fallback hides a wrong name", async () => {
  const names = [...new Set(queriesOf(instance.id, DASHBOARD_FOLDERS.cluster).flatMap(({ expr }) => metricsIn(expr)))].filter((name) => !RARE.includes(name));
  const found = await Promise.all(names.map(async (name) => ((await observatory.metrics(`count(${name})`)).length > 0 ? [] : [name])));
  expect(names.length).toBeGreaterThan(15);
  expect(found.flat()).toEqual([]);
});

test("the log of every container of every pod is in Loki, by instance, service, stream, level, namespace and pod", async () => {
  // The Job that writes JWT keys goes two minutes after it has ended; its log stays.
  const isJob = (name: string) => name.includes("/vault-jwt-init-");
  const containers = (await containersOf(observatory)).filter((name) => !isJob(name));
  expect(containers.length).toBeGreaterThanOrEqual(10);
  expect(containers.filter((name) => name.startsWith("kube-system/")).length).toBeGreaterThan(0);
  await until("all are there", async () => (await loggedBy(observatory)).length >= containers.length, 30_000).catch(() => {});
  const logged = await loggedBy(observatory);
  expect(logged.filter((name) => !isJob(name))).toEqual(containers);
  expect(logged.filter(isJob)).toEqual([expect.stringMatching(/^neotool-security\/vault-jwt-init-\w+\/vault$/)]);
});

/** Has MinIO's container write lines into its log. */
const write = (text: string) => instance.run("exec", "minio", "--", "sh", "-c", `printf '%s\\n' "$1" > /proc/1/fd/1`, "sh", text);

const found = async (mark: string) => {
  await until("Loki has the record", async () => (await observatory.logs(`{service="minio"} |= "${mark}"`)).length > 0, 10_000);
  return observatory.logs(`{service="minio"} |= "${mark}"`);
};

test("a level is found in JSON, a stack trace stays one record, and a line longer than the kubelet's pieces is whole", async () => {
  const mark = randomUUID();
  await write(`{"level":"WARN","message":"json ${mark}"}`);
  expect(await found(`json ${mark}`)).toMatchObject([{ labels: { instance: instance.id, service: "minio", stream: "stdout", level: "warn", namespace: "neotool-storage", pod: "minio-0" } }]);
  const trace = [`2026-11-21 ERROR trace ${mark}`, "\tat com.neotool.App.main(App.kt:1)", "Caused by: java.io.IOException", "\t... 12 more"].join("\n");
  await write(trace);
  expect(await found(`trace ${mark}`)).toMatchObject([{ labels: { level: "error" }, values: [trace] }]);
  const long = `INFO long ${mark} ${"x".repeat(40_000)}`;
  await write(long);
  expect((await found(`long ${mark}`)).flatMap(({ values }) => values)).toEqual([long]);
});

test("logs of Loki are those of the pods", async () => {
  const lines = async (...source: readonly string[]) => {
    const { stdout } = await instance.run("logs", "kafka", "--since", "1h", "--grep", "Kafka Server started", "--json", ...source);
    return stdout.split("\n").filter((line) => line !== "").map((line): unknown => JSON.parse(line).text);
  };
  const ofPods = await lines();
  expect(ofPods.length).toBeGreaterThan(0);
  expect(await lines("--source", "loki")).toEqual(ofPods);
});

interface TopData {
  readonly services: readonly { readonly service: string; readonly cpuPercent: number | null; readonly memoryBytes: number | null; readonly figures: Readonly<Record<string, number | null>> }[];
}

test("top knows what services use, and the figures that Prometheus has of them", async () => {
  const { data } = envelope<TopData>(await instance.run("top", "--json"));
  const of = (name: string) => data.services.find(({ service }) => service === name);
  expect(data.services.filter(({ memoryBytes }) => !(Number(memoryBytes) > 0)).map(({ service }) => service)).toEqual([]);
  expect(of("postgres")?.figures).toEqual({ connections: expect.any(Number), cacheHitRatio: expect.any(Number) });
  expect(of("pgbouncer")?.figures).toEqual({ waitingClients: 0, longestWaitSeconds: 0 });
  expect(of("vault")?.figures).toEqual({ leases: expect.any(Number) });
  expect(Number(of("prometheus")?.figures.series)).toBeGreaterThan(1_000);
});

/** Listens where pods reach it, tells a metric, and says whether the database is there. */
const API = `
const { createServer } = require("node:http");
const { connect } = require("node:net");
const { PORT, POSTGRES_HOST, POSTGRES_PORT } = process.env;
connect(Number(POSTGRES_PORT), POSTGRES_HOST).on("connect", () => console.log(JSON.stringify({ level: "INFO", message: "connected to the database" })));
createServer((request, answer) => answer.end(request.url === "/prometheus" ? "orders_total 7\\n" : "{}")).listen(Number(PORT), "0.0.0.0");
`;

test("applications on this machine are beside the pods: with their addresses, scraped out of the cluster, their lines in its Loki", async () => {
  const port = await ephemeralPort();
  const api = { command: ["node", "-e", API], port, consumer: "kotlin", dependsOn: { pgbouncer: "ready", vault: "ready" } };
  await instance.configure({ apps: { api } });
  succeeded(await instance.run("up", "--apps", "--allow-missing"));
  expect(await instance.phases()).toMatchObject({ api: "ready", pgbouncer: "ready" });
  await until("Loki has its line", async () => (await observatory.logs('{service="api"} |= "connected"')).length > 0, 30_000);
  expect((await observatory.logs('{service="api"} |= "connected"')).map(({ labels }) => labels)).toEqual([{ instance: instance.id, service: "api", stream: "stdout", level: "info" }]);
  await until("Prometheus has its metric", async () => (await observatory.metrics('orders_total{service="api",kind="application"}')).length > 0, 60_000);
  expect((await instance.run("why", "api")).stdout).toMatch(/^api is ready/);
  succeeded(await instance.run("restart", "api"));
  expect((await instance.run("logs", "api")).stdout.match(/connected to the database/g)?.length).toBeGreaterThanOrEqual(1);
  expect((await instance.run("down", "--apps")).stdout).toBe("api: stopped. The services run on.");
  expect(await instance.phases()).toMatchObject({ api: "stopped", pgbouncer: "ready" });
});
