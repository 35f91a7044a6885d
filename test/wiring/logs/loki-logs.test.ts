import { expect, test } from "vitest";
import type { LokiEntry } from "../../../dev/data/loki/query-range.ts";
import type { LogOptions } from "../../../dev/engine/runtime.ts";
import { readLoki } from "../../../dev/wiring/logs/loki-logs.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { fakeLoki } from "../../support/fake-loki.ts";
import { linesOf } from "../../support/log-lines.ts";

/** The fake clock's now: 2026-11-20T00:00:00Z. */
const NOW = BigInt(Date.UTC(2026, 10, 20)) * 1_000_000n;
const SECOND = 1_000_000_000n;
const ago = (seconds: bigint, line: string, labels: Readonly<Record<string, string>> = {}): LokiEntry => ({
  ns: String(NOW - seconds * SECOND + 42n),
  labels: { instance: "shop-1", service: "kafka", stream: "stdout", level: "info", ...labels },
  line,
});

const read = (entries: readonly LokiEntry[], options: LogOptions = {}) => linesOf(readLoki("http://127.0.0.1:3100", { id: "shop-1" }, fakeLoki(entries).get, fakeClock())("kafka", options));

test("an entry is a line as the engine gives it: time to the nanosecond, stream, level", async () => {
  expect(await read([ago(60n, "slow", { stream: "stderr", level: "warn" })])).toEqual([{ service: "kafka", stream: "stderr", at: "2026-11-19T23:59:00.000000042Z", text: "slow", level: "warn" }]);
});

test("a level that Loki does not know is left to the text", async () => {
  expect((await read([ago(60n, "level=error msg=no", { level: "unknown" })]))[0]).not.toHaveProperty("level");
});

test("an entry of several lines is several lines", async () => {
  expect((await read([ago(60n, "ERROR no\n\tat a.b.C\n")])).map(({ text }) => text)).toEqual(["ERROR no", "\tat a.b.C"]);
});

test("without a time the last seven days are asked for", async () => {
  const day = 86_400n;
  expect((await read([ago(8n * day, "old"), ago(6n * day, "kept"), ago(0n, "now")])).map(({ text }) => text)).toEqual(["kept", "now"]);
});

test("since and until are both part of the period", async () => {
  const entries = [ago(180n, "a"), ago(120n, "b"), ago(60n, "c"), ago(0n, "d")];
  const options = { since: "2026-11-19T23:58:00.000000042Z", until: "2026-11-19T23:59:00.000000042Z" };
  expect((await read(entries, options)).map(({ text }) => text)).toEqual(["b", "c"]);
});

test.each([[0, []], [2, ["line 8", "line 9"]], [100, Array.from({ length: 10 }, (_, index) => `line ${index}`)]])("the last %i are the newest, in order", async (tail, expected) => {
  const entries = Array.from({ length: 10 }, (_, index) => ago(BigInt(100 - index), `line ${index}`));
  expect((await read(entries, { tail })).map(({ text }) => text)).toEqual(expected);
});
