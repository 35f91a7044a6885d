import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { readLoki } from "../../dev/wiring/logs/loki-logs.ts";
import { lokiEntries, type HttpGet } from "../../dev/data/loki/query-range.ts";
import { systemClock } from "../../dev/platform/clock.ts";
import { neotool } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { linesOf } from "../support/log-lines.ts";
import { program, programScene } from "../support/programs.ts";
import { runContainer } from "../support/raw-container.ts";
import { execute } from "../support/services.ts";
import { until } from "../support/until.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

// A Loki of its own: the stack's may not run, and its agent would write beside us.
const IMAGE = "neotool.local/grafana/loki:2.9.0";
const PORT = 3_100;
/** Of each stream. */
const LINES = 140;
const CONFIG = `auth_enabled: false
server: { http_listen_port: ${PORT}, log_level: warn }
common:
  path_prefix: /tmp/loki
  replication_factor: 1
  ring: { instance_addr: 127.0.0.1, kvstore: { store: inmemory } }
  storage: { filesystem: { chunks_directory: /tmp/loki/chunks, rules_directory: /tmp/loki/rules } }
ingester: { lifecycler: { min_ready_duration: 0s, join_after: 0s, final_sleep: 0s } }
schema_config: { configs: [{ from: "2024-01-01", store: tsdb, object_store: filesystem, schema: v12, index: { prefix: index_, period: 24h } }] }
analytics: { reporting_enabled: false }
`;

const get: HttpGet = async (url) => {
  const answer = await fetch(url);
  return { status: answer.status, body: await answer.text() };
};

const startLoki = async () => {
  const script = 'printf "%s" "$LOKI_CONFIG" > /tmp/loki.yaml; exec loki -config.file=/tmp/loki.yaml';
  const started = await runContainer(IMAGE, ["sh", "-c", `PATH=$PATH:/usr/bin:/usr/local/bin; ${script}`], { env: [`LOKI_CONFIG=${CONFIG}`], ports: { [PORT]: 0 } });
  const { NetworkSettings } = await started.container.inspect();
  const baseUrl = `http://127.0.0.1:${NetworkSettings.Ports[`${PORT}/tcp`]?.[0]?.HostPort}`;
  await until("Loki is ready", async () => (await fetch(`${baseUrl}/ready`).catch(() => undefined))?.status === 200, 110_000);
  return { baseUrl, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
};

type Values = readonly (readonly [bigint, string])[];

const push = async (baseUrl: string, labels: Readonly<Record<string, string>>, values: Values) => {
  const body = JSON.stringify({ streams: [{ stream: { instance: "shop-1", ...labels }, values: values.map(([ns, line]) => [String(ns), line]) }] });
  const { status, statusText } = await fetch(`${baseUrl}/loki/api/v1/push`, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (status !== 204) throw new Error(`Loki refused the lines: ${status} ${statusText}`);
};

test("a real Loki gives every line of a period once, in order, whatever the size of its pages", async () => {
  await using loki = await startLoki();
  const begin = BigInt(Date.now() - 600_000) * 1_000_000n;
  // Handfuls of lines share a moment, so that pages end among them.
  const moments = Array.from({ length: LINES }, (_, index): readonly [bigint, string] => [begin + BigInt(Math.floor(index / 7)) * 1_000_000n, `line ${index}`]);
  await push(loki.baseUrl, { service: "kafka", stream: "stdout", level: "info" }, moments);
  await push(loki.baseUrl, { service: "kafka", stream: "stderr", level: "error" }, moments);
  await push(loki.baseUrl, { service: "vault", stream: "stdout", level: "info" }, moments);
  for (const direction of ["forward", "backward"] as const) {
    for (const pageSize of [10, 33, 5_000]) {
      const entries = await linesOf(lokiEntries(loki.baseUrl, { query: '{service="kafka"}', start: begin, end: begin + 3_600_000_000_000n, direction, pageSize }, get));
      expect(entries.length, `${direction} ${pageSize}`).toBe(2 * LINES);
      expect(new Set(entries.map(({ ns, labels, line }) => `${ns} ${labels.stream} ${line}`)).size).toBe(2 * LINES);
      const times = entries.map(({ ns }) => ns);
      expect(direction === "forward" ? times : times.toReversed()).toEqual(times.toSorted());
    }
  }
  // As `neotool dev logs` shows them.
  const read = readLoki(loki.baseUrl, { id: "shop-1" }, get, systemClock);
  const seventh = new Date(Number((begin + 7_000_000n) / 1_000_000n)).toISOString();
  const last = await linesOf(read("kafka", { tail: 3 }));
  expect(last.map(({ service, level }) => [service, level])).toEqual(Array.from({ length: 3 }, () => ["kafka", expect.stringMatching(/^(info|error)$/)]));
  expect((await linesOf(read("kafka", { until: seventh }))).length).toBe(2 * 8 * 7);
  expect((await linesOf(read("kafka", { since: seventh }))).length).toBe(2 * LINES - 2 * 7 * 7);
  expect(await linesOf(read("nobody", {}))).toEqual([]);
});

test("a real Loki takes what an application writes: each line once, equal ones of one millisecond too, a stack trace as one", async () => {
  await using loki = await startLoki();
  await using scene = await programScene();
  const trace = "ERROR it broke\\n\\tat c.n.App.main(App.kt:3)\\nCaused by: x\\n";
  const write = `process.stdout.write("same\\n".repeat(300)); process.stdout.write('{"level":"WARN","message":"slow"}\\n'); process.stderr.write("${trace}"); process.stdout.write("x".repeat(90000) + "\\n"); setInterval(() => {}, 1000)`;
  await scene.start(program("app", { command: [process.execPath, "-e", write] }));
  await scene.runtime.shipLogs(loki.baseUrl, new AbortController().signal);
  const begin = BigInt(Date.now() - 600_000) * 1_000_000n;
  const entries = () => linesOf(lokiEntries(loki.baseUrl, { query: '{instance="test-1", service="app"}', start: begin, end: begin + 3_600_000_000_000n, direction: "forward" }, get));
  await until("all is there", async () => (await entries()).length === 304, 20_000);
  const found = await entries();
  expect(found.filter(({ line }) => line === "same").length).toBe(300);
  expect(found.find(({ labels }) => labels.level === "warn")?.labels).toEqual({ instance: "test-1", service: "app", stream: "stdout", level: "warn" });
  expect(found.find(({ labels }) => labels.stream === "stderr")).toMatchObject({ labels: { level: "error" }, line: "ERROR it broke\n\tat c.n.App.main(App.kt:3)\nCaused by: x" });
  expect(found.filter(({ line }) => line.startsWith("x")).map(({ line }) => line.length)).toEqual([expect.any(Number), expect.any(Number)]);
});

test("a stack without Loki says so, and what to do", async () => {
  await using copy = await makeWorkingCopy("no-loki");
  const { exitCode, stderr } = await neotool(["logs", "--source", "loki"], { cwd: copy.path });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error[SERVICE_NOT_RUNNING]");
});

test("the stack's own Loki gives what its services wrote", async () => {
  const mark = randomUUID();
  await execute(["psql-admin", "-q", "-c", `DO $$ BEGIN RAISE LOG 'told ${mark}'; END $$`]);
  const search = () => neotool(["logs", "postgres", "--source", "loki", "--since", "5m", "--grep", `LOG:  told ${mark}`, "--json"], { cwd: inject("stack").workingCopy });
  await until("Loki has the line", async () => (await search()).stdout.includes(mark), 10_000);
  const [line = "{}"] = (await search()).stdout.split("\n");
  expect(JSON.parse(line)).toMatchObject({ service: "postgres", stream: "stderr", level: "info", text: expect.stringContaining(`told ${mark}`) });
});

leavesNothingBehind(async () => []);
