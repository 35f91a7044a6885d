import { expect, test } from "vitest";
import { criticalPath } from "../../dev/engine/critical-path.ts";
import { createPlan, type Plan } from "../../dev/planner/operation.ts";

const START = 1_000;

/** kafka starts and gets ready, its topics follow; postgres beside them. */
const morning = (): Plan => {
  const plan = createPlan();
  const kafka = plan.add({ kind: "start", service: "kafka" }, "");
  const postgres = plan.add({ kind: "start", service: "postgres" }, "");
  const kafkaReady = plan.add({ kind: "await-ready", service: "kafka" }, "", kafka);
  plan.add({ kind: "await-ready", service: "postgres" }, "", postgres);
  plan.add({ kind: "run-task", service: "kafka-topics" }, "", kafkaReady);
  return plan.nodes();
};

/** Milliseconds after the start of the run, in the order of the plan. */
const doneAfter = (...ms: readonly number[]): ReadonlyMap<number, number> => new Map(ms.map((after, index) => [index + 1, START + after]));

test("the path is what the end waited for, a service's operations as one leg, and adds up to the run", () => {
  const path = criticalPath(morning(), doneAfter(300, 250, 4_100, 2_500, 4_300), START);
  expect(path?.legs).toEqual([
    { service: "kafka", ms: 4_100 },
    { service: "kafka-topics", ms: 200 },
  ]);
});

test("without its longest leg a run takes as long as the next path", () => {
  const path = criticalPath(morning(), doneAfter(300, 250, 4_100, 2_500, 4_300), START);
  expect(path?.longest).toEqual({ service: "kafka", ms: 4_100, runWithoutMs: 2_500 });
});

test("what comes after the longest leg is still to be done without it", () => {
  const path = criticalPath(morning(), doneAfter(300, 50, 4_000, 100, 5_000), START);
  expect(path?.longest).toEqual({ service: "kafka", ms: 4_000, runWithoutMs: 1_000 });
});

test("a run that only looked has no path", () => {
  const plan = createPlan();
  plan.add({ kind: "await-ready", service: "kafka" }, "runs");
  expect(criticalPath(plan.nodes(), doneAfter(10), START)).toBeUndefined();
});

test("a run that was not done to its end has no path", () => {
  expect(criticalPath(morning(), doneAfter(300), START)).toBeUndefined();
});

test("what a background service waited for is part of its path", () => {
  const plan = createPlan();
  const kafka = plan.add({ kind: "start", service: "kafka" }, "");
  plan.addBehind([kafka], { kind: "start", service: "loki" }, "");
  expect(criticalPath(plan.nodes(), doneAfter(2_000, 2_600), START)).toEqual({
    legs: [{ service: "kafka", ms: 2_000 }, { service: "loki", ms: 600 }],
    longest: { service: "kafka", ms: 2_000, runWithoutMs: 600 },
  });
});
