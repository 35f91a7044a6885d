import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { DashboardQuery } from "../support/dashboard-queries.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { startMetricsApp } from "../support/metrics-app.ts";
import { observatoryOf } from "../support/observability.ts";
import { emptyOnes, queriesOf } from "../support/panel-data.ts";
import { metricsIn } from "../support/promql.ts";
import { loadOn } from "../support/stack-load.ts";
import { until } from "../support/until.ts";

const { env, workingCopy, applicationPorts } = inject("stack");
const { instance, metrics, urlOf } = await observatoryOf(workingCopy);
const BASES = { "neotool-prometheus": `${urlOf("prometheus")}/api/v1`, "neotool-loki": `${urlOf("loki")}/loki/api/v1` } as const;
/** MinIO counts what it stores about two minutes after its start. */
const WITHIN_MS = 150_000;
const queries = queriesOf(instance);

const running = new AsyncDisposableStack();
beforeAll(async () => {
  const imitated = { security: "micronaut", app: "micronaut-with-buckets", assets: "micronaut-that-fails", web: "web", router: "router" } as const;
  for (const [name, program] of Object.entries(imitated)) running.use(await startMetricsApp(program, { host: "0.0.0.0", port: applicationPorts[name] ?? 0 }));
  running.use(loadOn(env));
});
afterAll(() => running.disposeAsync());

const everyHasData = async (asked: readonly DashboardQuery[]): Promise<void> => {
  const deadline = performance.now() + WITHIN_MS;
  let empty = asked;
  let reasons = await emptyOnes(BASES, empty);
  while (reasons.length > 0 && performance.now() < deadline) {
    const failed = new Set(reasons.map((reason) => reason.split(": ")[0]));
    empty = empty.filter(({ dashboard, panel, refId }) => failed.has(`${dashboard} · ${panel} · ${refId}`));
    reasons = await emptyOnes(BASES, empty);
  }
  expect(reasons).toEqual([]);
};

test("every query of every panel and variable of every dashboard has data of this very stack", async () => {
  expect(queries.length).toBeGreaterThan(150);
  await everyHasData(queries);
}, WITHIN_MS + 30_000);

/** Of events that a healthy stack under this load does not have; a panel shows 0 for them. */
const RARE = ["ALERTS", "minio_s3_requests_5xx_errors_total", "loki_discarded_samples_total"];

test("every metric that a panel names exists: no fallback hides a wrong name", async () => {
  const names = [...new Set(queries.filter(({ datasource }) => datasource === "neotool-prometheus").flatMap(({ expr }) => metricsIn(expr)))].filter((name) => !RARE.includes(name));
  expect(names.length).toBeGreaterThan(80);
  await everyHasData(names.map((name) => ({ dashboard: "", panel: name, refId: "", datasource: "neotool-prometheus", expr: name, kind: "instant", labels: [] })));
}, WITHIN_MS + 30_000);

test("a failing application fires its alert, and nothing fires for what was never there", async () => {
  const firing = async () => (await metrics('ALERTS{alertstate="firing"}')).map(({ labels }) => `${labels.alertname} ${labels.severity} ${labels.service}`);
  await until("the alert fires", async () => (await firing()).includes("HighErrorRate P1 assets"), 150_000);
  expect((await firing()).filter((alert) => alert.includes("Down"))).toEqual([]);
}, 180_000);

test("the load ends without a failure, and takes away what it made", async () => {
  await expect(running.disposeAsync()).resolves.toBeUndefined();
});

leavesNothingBehind(async () => undefined);
