import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { expect, inject, test } from "vitest";
import { docker } from "../support/engine.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { observatoryOf } from "../support/observability.ts";
import { variable } from "../support/services.ts";
import { sqlValue } from "../support/sql.ts";
import { until } from "../support/until.ts";

const { env, workingCopy, applicationPorts } = inject("stack");
const applicationPort = applicationPorts.shop ?? 0;
const { instance, running, metrics, logs } = await observatoryOf(workingCopy);

/** What reports for a service in its place. */
const REPORTERS: Readonly<Record<string, string>> = { postgres: "postgres-exporter", pgbouncer: "pgbouncer-exporter", kafka: "kafka-exporter" };
const SCRAPED = ["postgres", "pgbouncer", "kafka", "minio", "vault", "prometheus", "loki", "promtail", "grafana"].filter((service) => running.includes(REPORTERS[service] ?? service));

test("every service of the instance that can be had is scraped, under its own name", async () => {
  expect(SCRAPED.length).toBeGreaterThanOrEqual(7);
  for (const service of SCRAPED) {
    await until(`${service} is up`, async () => (await metrics(`up{service="${service}"} == 1`)).length === 1, 20_000);
    expect(await metrics(`up{service="${service}"}`)).toMatchObject([{ labels: { instance, service, job: service, kind: "backing" } }]);
  }
});

test("an application on this machine is scraped as soon as it listens, and is no alert while it does not", async () => {
  const up = `up{service="shop",kind="application"}`;
  await until("its target is known, and down", async () => (await metrics(`${up} == 0`)).length === 1, 20_000);
  const server = createServer((_request, response) => void response.end("# TYPE orders_total counter\norders_total 7\n"));
  await new Promise<void>((resolve) => server.listen(applicationPort, "0.0.0.0", resolve));
  try {
    await until("it is up", async () => (await metrics(`${up} == 1`)).length === 1, 20_000);
    expect(await metrics('orders_total{service="shop"}')).toMatchObject([{ labels: { instance }, values: ["7"] }]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  expect((await metrics('ALERTS{service="shop",alertstate="firing"}')).map(({ labels }) => labels.alertname)).toEqual([]);
});

test("a target that answers garbage is a target that is down, and the others stay up", async () => {
  const server = createServer((_request, response) => void response.end("<html>not metrics"));
  await new Promise<void>((resolve) => server.listen(applicationPort, "0.0.0.0", resolve));
  try {
    const failed = `scrape_samples_scraped{service="shop"} == 0 and up{service="shop"} == 0`;
    await until("it is down", async () => (await metrics(failed)).length === 1, 20_000);
    expect(await metrics('up{service="prometheus"}')).toMatchObject([{ values: ["1"] }]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Writes a line into the server's log, and waits until Loki has it. */
const logged = async (sql: (mark: string) => string, query: (mark: string) => string) => {
  const mark = randomUUID();
  await sqlValue(variable(env, "DATABASE_DIRECT_URL"), sql(mark)).catch(() => {}); // some are meant to fail
  await until("Loki has the line", async () => (await logs(query(mark))).length > 0, 10_000);
  return { mark, found: await logs(query(mark)) };
};

test("a container's line is found by instance, service, stream and level, and by nothing that changes with the container", async () => {
  const { mark, found } = await logged((id) => `DO $$ BEGIN RAISE LOG 'hello ${id}'; END $$`, (id) => `{service="postgres"} |= "hello ${id}"`);
  const [line] = found.filter(({ values }) => values.some((value) => value.includes(`LOG:  hello ${mark}`)));
  expect(line?.labels).toEqual({ instance, service: "postgres", stream: "stderr", level: "info" });
});

test("an error is found by its level", async () => {
  const { mark, found } = await logged((id) => `SELECT * FROM "gone ${id}"`, (id) => `{service="postgres",level="error"} |= "gone ${id}"`);
  expect(found.flatMap(({ values }) => values).join()).toContain(`ERROR:  relation "gone ${mark}" does not exist`);
});

test("a record of many lines stays one", async () => {
  const { mark, found } = await logged((id) => `DO $$ BEGIN RAISE LOG E'first ${id}\\n\\tsecond line\\n\\tthird line'; END $$`, (id) => `{service="postgres"} |= "first ${id}"`);
  const record = found.flatMap(({ values }) => values).find((value) => value.includes(`first ${mark}`));
  expect(record).toMatch(/second line\n\t.*third line/s);
});

test("no container has the engine's socket, and the one that reads log files cannot write them", async () => {
  const client = await docker();
  const containers = await client.listContainers({ all: true, filters: { label: [`dev.neotool.instance=${instance}`] } });
  const mounts = containers.flatMap(({ Labels, Mounts }) => Mounts.map(({ Source, RW, Type }) => ({ service: Labels["dev.neotool.service"], source: Source, writes: RW, type: Type })));
  expect(mounts.filter(({ source }) => source?.endsWith(".sock"))).toEqual([]);
  expect(mounts.filter(({ type }) => type === "bind")).toEqual([{ service: "promtail", source: expect.stringMatching(/\/containers$/), writes: false, type: "bind" }]);
});

leavesNothingBehind(async () => undefined);
