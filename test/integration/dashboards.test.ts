import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { projectRoot } from "../support/cli.ts";
import { type DashboardQuery, dashboardQueries } from "../support/dashboard-queries.ts";
import { startMetricsApp } from "../support/metrics-app.ts";
import { ownContainer } from "../support/own-container.ts";
import { metricsIn } from "../support/promql.ts";
import { until } from "../support/until.ts";

/** What only a whole stack has: its stores and promtail. The end-to-end scenario asks these. */
const OF_A_WHOLE_STACK = ["Stores", "Log lines per second", "On the way to Loki"];
const INSTANCE = "shop-ce30e8";

const read = (folder: string): readonly (readonly [string, string])[] =>
  readdirSync(join(projectRoot, folder)).map((name) => [name, readFileSync(join(projectRoot, folder, name), "utf8")]);
const boards = read("compose/grafana/dashboards").map(([, text]) => JSON.parse(text));
const queriesOf = (source: string, uids?: readonly string[]): readonly DashboardQuery[] =>
  boards
    .flatMap((json) => dashboardQueries(json, { variables: { instance: INSTANCE }, rateInterval: "10s", range: "5m" }))
    .filter(({ dashboard, datasource, panel }) => datasource === source && (uids ?? [dashboard]).includes(dashboard) && (uids === undefined || !OF_A_WHOLE_STACK.includes(panel)));

const running = new AsyncDisposableStack();
let prometheus = "";
let loki = "";

const answer = z.object({ data: z.object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()).default({}) })) }) });
const parsed = z.object({ status: z.string(), error: z.string().optional() });

const ask = async (url: string, parameters: Readonly<Record<string, string>>): Promise<unknown> => (await fetch(`${url}?${new URLSearchParams(parameters)}`)).json();

/** Why a query shows nothing; `undefined` when it shows something that its legend can name. */
const emptiness = async (base: string, { expr, kind, labels }: DashboardQuery): Promise<string | undefined> => {
  const now = Date.now() / 1000;
  const time = kind === "instant" ? { time: String(now) } : { start: String(now - 60), end: String(now), step: "5" };
  const response = await fetch(`${base}/${kind === "instant" ? "query" : "query_range"}?${new URLSearchParams({ query: expr, ...time })}`);
  if (!response.ok) return `${response.status} ${await response.text()}`;
  const { result } = answer.parse(await response.json()).data;
  return result.some(({ metric }) => labels.every((label) => metric[label] !== undefined)) ? undefined : `no data with the labels ${labels.join(", ")}`;
};

/** One after the other: Loki refuses many questions at once. */
const emptyOnes = async (base: string, queries: readonly DashboardQuery[]): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const query of queries) {
    const reason = await emptiness(base, query);
    if (reason !== undefined) found.push(`${query.dashboard} · ${query.panel} · ${query.refId}: ${reason}: ${query.expr}`);
  }
  return found;
};

const everyHasData = async (base: string, queries: readonly DashboardQuery[]): Promise<void> => {
  expect(queries.length).toBeGreaterThan(0);
  const deadline = performance.now() + 60_000;
  let empty = await emptyOnes(base, queries);
  while (empty.length > 0 && performance.now() < deadline) empty = await emptyOnes(base, queries);
  expect(empty).toEqual([]);
};

/** Prometheus with our rules, looking at imitated applications as it would at real ones. */
const startPrometheus = async (): Promise<string> => {
  const apps = {
    security: await startMetricsApp("micronaut", { host: "0.0.0.0" }),
    app: await startMetricsApp("micronaut-with-buckets", { host: "0.0.0.0" }),
    assets: await startMetricsApp("micronaut-that-fails", { host: "0.0.0.0" }),
    web: await startMetricsApp("web", { host: "0.0.0.0" }),
    router: await startMetricsApp("router", { host: "0.0.0.0" }),
  };
  for (const app of Object.values(apps)) running.use(app);
  const job = (service: string, kind: string, target: string, path: string) => ({
    job_name: service,
    metrics_path: path,
    static_configs: [{ targets: [target], labels: { instance: INSTANCE, service, kind } }],
  });
  const config = {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: ["/etc/prometheus/rules/*.yml"],
    scrape_configs: [
      job("prometheus", "backing", "127.0.0.1:9090", "/metrics"),
      ...Object.entries(apps).map(([service, { port, path }]) => job(service, "application", `host.docker.internal:${port}`, path)),
    ],
  };
  const container = running.use(
    await ownContainer({
      image: "prom/prometheus:v2.55.1",
      command: ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.path=/prometheus"],
      ports: [9090],
      files: { "/etc/prometheus/prometheus.yml": stringify(config), ...Object.fromEntries(read("compose/prometheus/rules").map(([name, text]) => [`/etc/prometheus/rules/${name}`, text])) },
    }),
  );
  return await container.url(9090);
};

const startLoki = async (): Promise<string> => {
  const container = running.use(await ownContainer({ image: "grafana/loki:2.9.0", command: ["-config.file=/etc/loki/local-config.yaml"], ports: [3100], files: {} }));
  const url = await container.url(3100);
  const now = `${BigInt(Date.now()) * 1_000_000n}`;
  const streams = ["info", "warn", "error", "unknown"].map((level) => ({ stream: { instance: INSTANCE, service: "app", stream: "stdout", level }, values: [[now, `{"level":"${level}"}`]] }));
  const body = JSON.stringify({ streams });
  const push = () => fetch(`${url}/loki/api/v1/push`, { method: "POST", headers: { "content-type": "application/json" }, body }).then(({ ok }) => ok, () => false);
  await until("Loki takes lines", push);
  return url;
};

beforeAll(async () => {
  [prometheus, loki] = await Promise.all([startPrometheus(), startLoki()]);
  await until("Prometheus answers", () => fetch(`${prometheus}/-/ready`).then(({ ok }) => ok, () => false));
});
afterAll(() => running.disposeAsync());

test("Prometheus and Loki themselves can read every query of every dashboard", async () => {
  const refused = async (url: string, queries: readonly DashboardQuery[]) =>
    (await Promise.all(queries.map(async ({ dashboard, panel, expr }) => {
      const { status, error } = parsed.parse(await ask(url, { query: expr }));
      return status === "success" ? [] : [`${dashboard} · ${panel}: ${error}`];
    }))).flat();
  expect(await refused(`${prometheus}/api/v1/format_query`, queriesOf("neotool-prometheus"))).toEqual([]);
  expect(await refused(`${loki}/loki/api/v1/format_query`, queriesOf("neotool-loki"))).toEqual([]);
});

const OF_APPLICATIONS = ["neotool-overview", "neotool-services", "neotool-jvm", "neotool-graphql"];

test("every panel and variable about applications has data when applications run", async () => {
  await everyHasData(`${prometheus}/api/v1`, queriesOf("neotool-prometheus", OF_APPLICATIONS));
});

test("every metric that such a panel names exists: no fallback hides a wrong name", async () => {
  const names = [...new Set(queriesOf("neotool-prometheus", OF_APPLICATIONS).flatMap(({ expr }) => metricsIn(expr)))];
  expect(names.length).toBeGreaterThan(40);
  const named = names.map((name): DashboardQuery => ({ dashboard: "", panel: name, refId: "", datasource: "", expr: name, kind: "instant", labels: [] }));
  await everyHasData(`${prometheus}/api/v1`, named);
});

test("every panel and variable about logs has data when somebody logs", async () => {
  await everyHasData(`${loki}/loki/api/v1`, queriesOf("neotool-loki", ["neotool-logs", "neotool-services"]));
});

test("a failing application fires the alert, and the panel of alerts shows it", async () => {
  const alerts = z.object({ data: z.object({ alerts: z.array(z.object({ labels: z.record(z.string(), z.string()), state: z.string() })) }) });
  const firing = async () => {
    const { data } = alerts.parse(await ask(`${prometheus}/api/v1/alerts`, {}));
    return data.alerts.filter(({ state }) => state === "firing").map(({ labels }) => `${labels["alertname"]} ${labels["severity"]} ${labels["service"]}`);
  };
  await until("the alert fires", async () => (await firing()).includes("HighErrorRate P1 assets"), 110_000);
  expect(await firing()).toEqual(["HighErrorRate P1 assets"]);
  const table = queriesOf("neotool-prometheus", ["neotool-overview"]).find(({ panel, expr }) => panel === "Firing alerts" && expr.startsWith("sum by"));
  const { result } = answer.parse(await ask(`${prometheus}/api/v1/query`, { query: table?.expr ?? "" })).data;
  expect(result.map(({ metric }) => metric)).toEqual([{ alertname: "HighErrorRate", severity: "P1", service: "assets" }]);
});
