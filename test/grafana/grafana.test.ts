import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ephemeralPort } from "../../dev/platform/ports.ts";
import { DASHBOARD_UIDS } from "../../dev/stacks/observability/files.ts";
import { openBrowser } from "../support/browser.ts";
import { neotool, projectRoot } from "../support/cli.ts";
import { startMetricsApp } from "../support/metrics-app.ts";
import { observatoryOf, type Observatory } from "../support/observability.ts";
import { queriesOf } from "../support/panel-data.ts";
import { loadOn } from "../support/stack-load.ts";
import { until } from "../support/until.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

/** Everything that only a real Grafana can confirm: `npm run test:grafana`, on a machine that has its image. */
const IMITATED = { security: "micronaut", app: "micronaut-with-buckets", assets: "micronaut-that-fails", web: "web", router: "router" } as const;
const PICTURES = join(projectRoot, "test-output", "grafana");
const WITHIN_MS = 180_000;

const running = new AsyncDisposableStack();
let observatory: Observatory;
let grafana = "";

const get = async (path: string): Promise<unknown> => {
  const response = await fetch(`${grafana}${path}`, { signal: AbortSignal.timeout(20_000) });
  return { status: response.status, body: JSON.parse(await response.text()) };
};

beforeAll(async () => {
  const programs = await Promise.all(Object.entries(IMITATED).map(async ([name, program]) => [name, await startMetricsApp(program, { host: "0.0.0.0", port: await ephemeralPort() })] as const));
  for (const [, program] of programs) running.use(program);
  const metrics = Object.fromEntries(programs.map(([name, { port, path }]) => [name, { port, path }]));
  const copy = running.use(await makeWorkingCopy("grafana", { "neotool.config.ts": `export default { metrics: ${JSON.stringify(metrics)} };` }));
  running.defer(async () => void (await neotool(["down", "--volumes", "--yes"], { cwd: copy.path })));
  const up = await neotool(["up"], { cwd: copy.path, timeoutMs: 900_000 });
  if (up.exitCode !== 0) throw new Error(`the stack with Grafana did not come up:\n${up.stderr}`);
  observatory = await observatoryOf(copy.path);
  grafana = observatory.urlOf("grafana");
  running.use(loadOn(JSON.parse((await neotool(["env", "--format", "json"], { cwd: copy.path })).stdout)));
});
afterAll(() => running.disposeAsync());

test("it is the pinned version, and its database is well", async () => {
  expect(await get("/api/health")).toMatchObject({ status: 200, body: { database: "ok", version: "11.1.4" } });
});

test.each(["neotool-prometheus", "neotool-loki"])("the data source %s answers through Grafana", async (uid) => {
  expect(await get(`/api/datasources/uid/${uid}/health`)).toMatchObject({ status: 200, body: { status: "OK" } });
});

test("every dashboard is provisioned, in its folder", async () => {
  const { body } = Object(await get("/api/search?type=dash-db&folderUIDs=neotool&limit=100"));
  expect(body.map(({ uid }: { uid: string }) => uid).toSorted()).toEqual(DASHBOARD_UIDS.toSorted());
});

/** Panels that Grafana itself gives data to, by dashboard and title. */
const withoutData = async (): Promise<readonly string[]> => {
  const answers = await Promise.all(
    queriesOf(observatory.instance).filter(({ panel }) => !panel.startsWith("variable ")).map(async ({ dashboard, panel, refId, datasource, expr, kind }) => {
      const query = { refId, datasource: { uid: datasource }, expr, instant: kind === "instant", range: kind === "range", queryType: kind, intervalMs: 5_000, maxDataPoints: 500 };
      const response = await fetch(`${grafana}/api/ds/query`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ from: "now-5m", to: "now", queries: [query] }) });
      const { results } = JSON.parse(await response.text());
      const frames: readonly { readonly data: { readonly values: readonly (readonly unknown[])[] } }[] = results?.[refId]?.frames ?? [];
      return frames.some(({ data }) => (data.values[0]?.length ?? 0) > 0) ? [] : [`${dashboard} · ${panel} · ${refId}`];
    }),
  );
  return answers.flat();
};

test("every query of every panel has data through Grafana", async () => {
  await until("every panel has data", async () => (await withoutData()).length === 0, WITHIN_MS).catch(async () => expect(await withoutData()).toEqual([]));
}, WITHIN_MS + 60_000);

test("every dashboard is drawn in a browser without an error and without an empty panel; its picture is kept", async () => {
  await mkdir(PICTURES, { recursive: true });
  const browser = await openBrowser();
  try {
    const empty: string[] = [];
    for (const uid of DASHBOARD_UIDS) {
      const page = await browser.newPage();
      await page.goto(`${grafana}/d/${uid}?kiosk&from=now-5m&to=now`, { waitUntil: "networkidle0", timeout: 60_000 });
      const words = await page.evaluate("document.body.innerText");
      if (/No data|Panel plugin not found|Datasource .* not found|An unexpected error/i.test(String(words))) empty.push(uid);
      await page.screenshot({ path: join(PICTURES, `${uid}.png`) });
      await page.close();
    }
    expect(empty).toEqual([]);
  } finally {
    await browser.close();
  }
}, 600_000);
