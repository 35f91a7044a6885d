import { stripVTControlCharacters } from "node:util";
import { renderToString } from "ink";
import { expect, test } from "vitest";
import type { ErrorReport } from "../../dev/errors/format.ts";
import type { LogRing } from "../../dev/ui/log-ring.ts";
import { Screen } from "../../dev/ui/Screen.tsx";
import { showsUsage, type ScreenModel } from "../../dev/ui/screen-model.ts";
import type { UiState } from "../../dev/ui/ui-state.ts";
import { figure, statsOf, usageOf } from "../support/builders.ts";
import { ASCII, logOf, screenModel, serviceView, UNICODE, viewOf } from "../support/screen.ts";

const frame = (model: ScreenModel, log: LogRing, [columns, rows]: readonly [number, number], style = UNICODE): readonly string[] =>
  stripVTControlCharacters(renderToString(<Screen model={model} log={log} columns={columns} rows={rows} style={style} />, { columns }))
    .split("\n")
    .map((line) => line.trimEnd());

const endpoint = (port: number, url = `http://127.0.0.1:${port}`) => ({ name: "api", host: "127.0.0.1", port, url });

const CORE = viewOf(
  serviceView("kafka", { endpoints: [endpoint(9092, "127.0.0.1:9092")], readyAfterMs: 3_120 }),
  serviceView("postgres", { endpoints: [endpoint(5432, "postgresql://127.0.0.1:5432")], readyAfterMs: 2_410 }),
  serviceView("pgbouncer", { phase: "running", hold: "cannot connect to server", endpoints: [endpoint(6432)] }),
  serviceView("vault", { phase: "pending", hold: "pulling 30.1 MB of 72.4 MB" }),
  serviceView("minio", { endpoints: [endpoint(9000), endpoint(9001)], readyAfterMs: 1_390 }),
  serviceView("jwt-keys", { kind: "task", phase: "completed" }),
  serviceView("kafka-topics", { kind: "task", phase: "running" }),
);

const LOG = logOf("kafka: Kafka Server started", "postgres: database system is ready to accept connections", "minio: MinIO Object Storage Server");

test("at 80x24: a row per service, the merged log, the keys", () => {
  expect(frame(screenModel(CORE, {}, { mode: "up" }), LOG, [80, 24])).toEqual([
    "neotool dev up  shop-3fa9c1                                         3 of 5 ready",
    " ✔ kafka     ready     127.0.0.1:9092                                      3.1 s",
    " ✔ postgres  ready     postgresql://127.0.0.1:5432                         2.4 s",
    " · pgbouncer running   cannot connect to server",
    " · vault     pending   pulling 30.1 MB of 72.4 MB",
    " ✔ minio     ready     http://127.0.0.1:9000  http://127.0.0.1:9001        1.4 s",
    " · one-shots running   1 of 2 done: kafka-topics",
    "── log of all services · following ─────────────────────────────────────────────",
    "kafka    │ Kafka Server started",
    "postgres │ database system is ready to accept connections",
    "minio    │ MinIO Object Storage Server",
    ...Array.from({ length: 11 }, () => ""),
    " enter its log  / search  e error  c copy  ? keys  d lines instead  q interrupt",
  ]);
});

test("at 120x40 it has the same parts and more of the keys", () => {
  const lines = frame(screenModel(CORE, { selected: "postgres" }), LOG, [120, 40]);
  expect(lines).toHaveLength(39);
  expect(lines[0]).toBe(`neotool dev ui  shop-3fa9c1${" ".repeat(81)}3 of 5 ready`);
  expect(lines[2]).toBe("▸✔ postgres  ready     postgresql://127.0.0.1:5432                                                                 2.4 s");
  expect(lines.at(-1)).toBe(" enter its log  / search  e error  u usage  r restart  c copy  s shell  v snapshot  z restore  ? keys  d detach  q quit");
});

test.each([40, 60, 80])("at %i columns a question is there to its end, whatever its words leave free in each line", (columns) => {
  const asked = "Bring 3 databases, 14 topics, 2 buckets and 5 secrets back to the snapshot before-migration (two hours ago)? What was written since is gone. y does it, any other key leaves all as it is.";
  const lines = frame(screenModel(CORE, { asked }), LOG, [columns, 24]);
  expect(lines.join(" ").replaceAll(/\s+/g, " ")).toContain(asked);
  expect(lines).toHaveLength(23);
});

test("at 40 columns ports stand for addresses, and times are left out", () => {
  expect(frame(screenModel(CORE), LOG, [40, 14])).toEqual([
    "neotool dev ui  shop-3fa9…  3 of 5 ready",
    " ✔ kafka     ready     :9092",
    " ✔ postgres  ready     :5432",
    " · pgbouncer running   cannot connect t…",
    " · vault     pending   pulling 30.1 MB …",
    " ✔ minio     ready     :9000 :9001",
    " · one-shots running   1 of 2 done: kaf…",
    "── log of all services · following ─────",
    "kafka    │ Kafka Server started",
    "postgres │ database system is ready to …",
    "minio    │ MinIO Object Storage Server",
    "",
    " r restart  ? keys  d detach  q quit",
  ]);
});

test("with 10 rows the log keeps a row, and the services around the selected one are shown", () => {
  const lines = frame(screenModel(CORE, { selected: "minio" }), LOG, [80, 10]);
  expect(lines).toHaveLength(9);
  expect(lines.slice(1, 6).map((line) => line.slice(0, 12))).toEqual([" ✔ kafka    ", " ✔ postgres ", " · pgbouncer", " · vault    ", "▸✔ minio    "]);
  expect(lines[7]).toBe("minio │ MinIO Object Storage Server");
});

/** Columns that a terminal needs for a text: East Asian letters and emoji take two. */
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (/[\u1100-\u115f\u2e80-\ud7ff\uff00-\uff60]|\p{Emoji_Presentation}/u.test(letter) ? 2 : 1), 0);

const STATES: Readonly<Record<string, Partial<UiState>>> = {
  "as it begins": {},
  "with something said": { banner: "Interrupted: nothing new is begun. ".repeat(4) },
  "while a search is typed": { typing: "some text" },
  "with all keys": { panel: "keys" },
  "with what a service uses": { panel: "usage", selected: "postgres" },
};

test.each(Object.entries(STATES))("a frame is shorter than the screen and no line is wider, whatever the size (%s)", (_name, ui) => {
  const long = logOf(`kafka: ${"x".repeat(5_000)}`, `postgres: ${"日本語のログ 🎉 ".repeat(40)}`, "minio: ok");
  for (const columns of [10, 40, 200]) {
    for (const rows of [3, 5, 10, 24]) {
      const lines = frame(screenModel(CORE, ui), long, [columns, rows]);
      expect(lines.length, `${columns}x${rows}`).toBeLessThanOrEqual(Math.max(1, rows - 1));
      expect(Math.max(...lines.map(widthOf)), `${columns}x${rows}`).toBeLessThanOrEqual(columns);
    }
  }
});

const ERROR: ErrorReport = {
  code: "SERVICE_EXITED",
  message: "kafka exited with code 1 before it was ready",
  hint: "neotool dev logs kafka shows everything it said.",
  cause: null,
  evidence: Array.from({ length: 20 }, (_, line) => `line ${line + 1}`),
  docs: null,
};

test("a failure takes the place of the log: what, what to do, and the last lines that there is room for", () => {
  const view = viewOf(serviceView("kafka", { phase: "failed", error: ERROR, endpoints: [] }), serviceView("app", { phase: "skipped", hold: "waiting for kafka to be ready" }));
  expect(frame(screenModel(view), LOG, [72, 12])).toEqual([
    "neotool dev ui  shop-3fa9c1                       0 of 2 ready, 1 failed",
    " ✘ kafka failed    kafka exited with code 1 before it was ready",
    " - app   skipped   waiting for kafka to be ready",
    "── error ───────────────────────────────────────────────────────────────",
    "error[SERVICE_EXITED] kafka exited with code 1 before it was ready",
    "  fix:   neotool dev logs kafka shows everything it said.",
    "  │ line 17",
    "  │ line 18",
    "  │ line 19",
    "  │ line 20",
    " enter its log  u usage  r restart  s shell  ? keys  d detach  q quit",
  ]);
});

test("what was just said has a place of its own, as many lines as it needs", () => {
  const lines = frame(screenModel(CORE, { banner: "Interrupted: nothing new is begun, what runs stays. Press Ctrl+C again to cut off what is in flight." }), LOG, [60, 16]);
  expect(lines.slice(7, 9)).toEqual(["Interrupted: nothing new is begun, what runs stays. Press", "Ctrl+C again to cut off what is in flight."]);
});

test("a search shows only the lines with its text, in any case, while it is typed and after", () => {
  expect(frame(screenModel(CORE, { typing: "SERVER" }), LOG, [80, 24]).slice(7, 11)).toEqual([
    '── log of all services · with "SERVER" · following ─────────────────────────────',
    "kafka │ Kafka Server started",
    "minio │ MinIO Object Storage Server",
    "",
  ]);
  expect(frame(screenModel(CORE, { typing: "SERVER" }), LOG, [80, 24]).at(-1)).toBe("/SERVER▏  enter keeps it  esc leaves");
  expect(frame(screenModel(CORE, { query: "[ready]" }), LOG, [80, 24]).slice(8, 9)).toEqual([""]);
});

test("the log of one service", () => {
  expect(frame(screenModel(CORE, { filter: "selected", selected: "minio" }), LOG, [80, 24]).slice(7, 10)).toEqual([
    "── log of minio · following ────────────────────────────────────────────────────",
    "minio │ MinIO Object Storage Server",
    "",
  ]);
});

test("without UTF-8 every sign is ASCII, the log's too", () => {
  const text = renderToString(<Screen model={screenModel(CORE, { selected: "kafka", banner: "gelöscht" })} log={logOf(`kafka: größer ✔ ${"x".repeat(80)}`)} columns={60} rows={24} style={ASCII} />, { columns: 60 });
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(text).toContain(">+ kafka     ready");
  expect(text).toContain(`kafka | gr??er ? ${"x".repeat(43)}\n`);
});

const USAGE = new Map([["postgres", usageOf("postgres", { figures: [figure("connections", 7), figure("cache hits", 0.987, { unit: "ratio" })] })], ["kafka", usageOf("kafka", { stats: statsOf({ cpuPercent: null }) })]]);

test("where there is room, a row has what its service uses; what was not read yet has a blank or a sign", () => {
  const lines = frame(screenModel(CORE, {}, { usage: USAGE }), LOG, [100, 24]);
  expect(lines.slice(1, 4)).toEqual([
    ` ✔ kafka     ready     127.0.0.1:9092${" ".repeat(45)}- %  143 MiB 3.1 s`,
    ` ✔ postgres  ready     postgresql://127.0.0.1:5432${" ".repeat(30)}1.3 %  143 MiB 2.4 s`,
    " · pgbouncer running   cannot connect to server",
  ]);
  expect(frame(screenModel(CORE, {}, { usage: USAGE }), LOG, [99, 24]).join("\n")).not.toContain("MiB");
  expect(frame(screenModel(CORE, {}, { usage: USAGE, mode: "up" }), LOG, [120, 24]).join("\n")).not.toContain("MiB");
});

test("the numbers of the selected service stand in the place of the log", () => {
  expect(frame(screenModel(CORE, { panel: "usage", selected: "postgres" }, { usage: USAGE, since: new Map([["postgres", "since 10:04"]]) }), LOG, [80, 24]).slice(7, 15)).toEqual([
    "── usage of postgres ───────────────────────────────────────────────────────────",
    "CPU                1.3 % of a processor",
    "memory             143 of 512 MiB (28 %)",
    "network            1.2 kB a second in, 0 B out",
    "up                 since 10:04",
    "connections        7",
    "cache hits         98.7 %",
    "",
  ]);
  expect(frame(screenModel(CORE, { panel: "usage", selected: "vault" }, { usage: USAGE }), LOG, [80, 24])[8]).toBe("Nothing is known of it yet.");
});

test("what nobody sees need not be read", () => {
  expect([99, 100].map((columns) => showsUsage(screenModel(CORE), columns))).toEqual([false, true]);
  expect(showsUsage(screenModel(CORE, { panel: "usage" }), 80)).toBe(true);
  expect(showsUsage(screenModel(CORE, {}, { mode: "up" }), 200)).toBe(false);
});
