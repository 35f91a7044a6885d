import { expect, test } from "vitest";
import { residentBytes } from "../../../dev/docker/resident-bytes.ts";
import type { Stats } from "../../../dev/engine/runtime.ts";
import { containerStats, statsBetween, type Reading } from "../../../dev/runtimes/container/stats.ts";
import { failureOf } from "../../support/failure.ts";
import { fakeEngine, type Call } from "../../support/fake-engine.ts";

const MIB = 1024 * 1024;

/** What an engine says `second` seconds after ten o'clock. */
const reading = (second: number, over: Partial<Reading> = {}): Reading => ({
  read: `2026-11-20T10:00:0${second}.5Z`,
  cpu_stats: { cpu_usage: { total_usage: 5e9 } },
  memory_stats: { usage: 100 * MIB, limit: 512 * MIB, stats: { total_inactive_file: 40 * MIB } },
  networks: { eth0: { rx_bytes: 1_000, tx_bytes: 500 } },
  ...over,
});

test("processor and network are what was used between two readings, by the second", () => {
  const now = reading(3, { cpu_stats: { cpu_usage: { total_usage: 8e9 } }, networks: { eth0: { rx_bytes: 3_000, tx_bytes: 600 }, eth1: { rx_bytes: 200, tx_bytes: 0 } } });
  expect(statsBetween(reading(1), now)).toEqual({
    at: "2026-11-20T10:00:03.5Z",
    cpuPercent: 150, // three seconds of processor time in two
    memoryBytes: 60 * MIB,
    memoryLimitBytes: 512 * MIB,
    receivedPerSecond: 1_100,
    sentPerSecond: 50,
  });
});

test("the first reading has no rates yet, but memory", () => {
  expect(statsBetween(undefined, reading(1))).toMatchObject({ cpuPercent: null, receivedPerSecond: null, sentPerSecond: null, memoryBytes: 60 * MIB });
});

test("counters that begin anew, are missing, or were read at the same moment give no rate", () => {
  expect(statsBetween(reading(1), reading(2, { cpu_stats: { cpu_usage: { total_usage: 1e9 } }, networks: { eth0: { rx_bytes: 10, tx_bytes: 500 } } }))).toMatchObject({ cpuPercent: null, receivedPerSecond: null, sentPerSecond: 0 });
  expect(statsBetween({ read: reading(1).read ?? "" }, reading(2))).toMatchObject({ cpuPercent: null, receivedPerSecond: null });
  expect(statsBetween(reading(1), reading(1))).toMatchObject({ cpuPercent: null });
});

test.each([
  ["cgroup v1", { total_inactive_file: 40, inactive_file: 7 }, 60],
  ["cgroup v2", { inactive_file: 30 }, 70],
  ["an engine that says nothing of the cache", {}, 100],
  ["a cache that was counted a moment later", { inactive_file: 130 }, 0],
])("memory is without the page cache: %s", (_where, stats, expected) => {
  expect(residentBytes({ memory_stats: { usage: 100, stats } })).toBe(expected);
});

const line = (value: unknown) => `${JSON.stringify(value)}\n`;

test("the engine's stream becomes readings; a container that stops and starts again has no rate over the gap", async () => {
  const stats = ({ response, query }: Call) => {
    expect(query.get("stream")).toBe("1");
    const [begin, end] = [line(reading(2)).slice(0, 30), line(reading(2)).slice(30)];
    response.write(`${line(reading(1))}${begin}`);
    response.write(`${end}${line({ read: "0001-01-01T00:00:00Z", cpu_stats: { cpu_usage: { total_usage: 0 } } })}${line(reading(5))}`);
  };
  await using engine = await fakeEngine({ overrides: { "GET /containers/kafka/stats": stats } });
  const over = new AbortController();
  const seen: Stats[] = [];
  for await (const one of containerStats(engine.socket, "kafka", over.signal)) {
    seen.push(one);
    if (seen.length === 3) over.abort(); // and so the loop ends
  }
  expect(seen.map(({ cpuPercent }) => cpuPercent)).toEqual([null, 0, null]);
});

test("a container that is not there is an error", async () => {
  const gone = ({ answer }: Call) => answer(404, { message: "No such container: kafka" });
  await using engine = await fakeEngine({ overrides: { "GET /containers/kafka/stats": gone } });
  const read = async () => {
    for await (const _stats of containerStats(engine.socket, "kafka", new AbortController().signal));
  };
  expect(await failureOf(read())).toMatchObject({ code: "ENGINE_FAILED", statusCode: 404 });
});
