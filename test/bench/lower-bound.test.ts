import { expect, test } from "vitest";
import { lowerBound, type RawNode } from "../../scripts/bench/stack/lower-bound.ts";

const node = (name: string, doneMs: number, dependsOn: RawNode["dependsOn"] = {}, startedMs = 100): RawNode => ({ name, doneMs, startedMs, dependsOn });
const idle = { cpuMs: 0, capacity: 2, engineMs: 0 };

test("services that need nobody are as slow as the slowest", () => {
  expect(lowerBound({ nodes: [node("kafka", 3_000), node("postgres", 1_000)], ...idle })).toMatchObject({ ms: 3_000, binds: "critical path", criticalPath: ["kafka"] });
});

test("a one-shot adds to the service that it waits for", () => {
  const nodes = [node("postgres", 1_000), node("databases", 200, { postgres: "ready" }), node("kafka", 1_100)];
  expect(lowerBound({ nodes, ...idle })).toMatchObject({ ms: 1_200, criticalPath: ["postgres", "databases"] });
});

test("who waits for a start only does not wait for readiness", () => {
  const nodes = [node("postgres", 1_000), node("pgbouncer", 950, { postgres: "started" })];
  expect(lowerBound({ nodes, ...idle })).toMatchObject({ ms: 1_050, criticalPath: ["postgres", "pgbouncer"] });
});

test("of several dependencies the last one counts, and one that was left out does not", () => {
  const nodes = [node("minio", 300), node("keys", 900), node("jwks", 50, { minio: "ready", keys: "completed", gone: "ready" })];
  expect(lowerBound({ nodes, ...idle })).toMatchObject({ ms: 950, criticalPath: ["keys", "jwks"] });
});

test("what the cores cannot do at once, or the engine cannot make, binds instead", () => {
  const nodes = [node("kafka", 3_000)];
  expect(lowerBound({ nodes, cpuMs: 8_000, capacity: 2, engineMs: 0 })).toMatchObject({ ms: 4_000, binds: "CPU", cpuMs: 4_000 });
  expect(lowerBound({ nodes, cpuMs: 8_000, capacity: 1.6, engineMs: 0 })).toMatchObject({ ms: 5_000, binds: "CPU" });
  expect(lowerBound({ nodes, cpuMs: 0, capacity: 2, engineMs: 5_000 })).toMatchObject({ ms: 5_000, binds: "engine" });
});
