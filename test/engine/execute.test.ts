import { expect, test } from "vitest";
import type { EngineEvent } from "../../dev/engine/events.ts";
import { execute } from "../../dev/engine/execute.ts";
import { createPlan, type Operation, type Plan } from "../../dev/planner/operation.ts";
import { fakeClock } from "../support/fake-clock.ts";

const diamond = (): Plan => {
  const plan = createPlan();
  const network = plan.add({ kind: "create-network" }, "not found");
  const db = plan.add({ kind: "start", service: "db" }, "new", network);
  const cache = plan.add({ kind: "start", service: "cache" }, "new", network);
  plan.add({ kind: "start", service: "app" }, "new", db, cache);
  plan.add({ kind: "start", service: "other" }, "new", network);
  return plan.nodes();
};

const nameOf = (operation: Operation): string => ("service" in operation ? operation.service : operation.kind);

const run = async (plan: Plan, perform: (operation: Operation, cut: AbortSignal) => Promise<void>, signal = new AbortController().signal) => {
  const events: string[] = [];
  const emit = (event: EngineEvent) => {
    if ("node" in event) events.push(`${event.type} ${nameOf(event.node.op)}${event.type === "skipped" && event.because !== undefined ? `: ${event.because}` : ""}`);
  };
  const ok = await execute(plan, { perform, emit, clock: fakeClock(), signal });
  return { ok, events };
};

test("a node begins only after all its predecessors are done", async () => {
  const { ok, events } = await run(diamond(), async () => {});
  expect(ok).toBe(true);
  for (const before of ["done db", "done cache"]) expect(events.indexOf(before)).toBeLessThan(events.indexOf("began app"));
});

test("what does not depend on each other runs at the same time", async () => {
  const open = new Set<string>();
  let most = 0;
  await run(diamond(), async (operation) => {
    open.add(nameOf(operation));
    most = Math.max(most, open.size);
    await new Promise((resolve) => setImmediate(resolve));
    open.delete(nameOf(operation));
  });
  expect(most).toBe(3); // db, cache, other
});

test("a failed node skips who depends on it, and unrelated work goes on", async () => {
  const { ok, events } = await run(diamond(), async (operation) => {
    if (nameOf(operation) === "db") throw new Error("no");
  });
  expect(ok).toBe(false);
  expect(events).toContain("failed db");
  expect(events).toContain("skipped app");
  expect(events).not.toContain("began app");
  expect(events).toContain("done other");
});

test("after an interruption nothing new is begun, and what runs is waited for", async () => {
  const controller = new AbortController();
  const { ok, events } = await run(
    diamond(),
    async (operation) => {
      if (nameOf(operation) === "create-network") controller.abort();
    },
    controller.signal,
  );
  expect(ok).toBe(false);
  expect(events).toEqual(["began create-network", "done create-network", "skipped db", "skipped cache", "skipped other", "skipped app"]);
});

test("an empty plan is done", async () => {
  expect(await run([], async () => {})).toEqual({ ok: true, events: [] });
});

test("what is behind others begins when they are over, also when they failed", async () => {
  const plan = createPlan();
  const db = plan.add({ kind: "start", service: "db" }, "new");
  plan.addBehind([db], { kind: "start", service: "dashboards" }, "new");
  const { ok, events } = await run(plan.nodes(), async (operation) => {
    if (nameOf(operation) === "db") throw new Error("broken");
  });
  expect(ok).toBe(false);
  expect(events).toEqual(["began db", "failed db", "began dashboards", "done dashboards"]);
});

const leaning = (): Plan => {
  const plan = createPlan();
  const db = plan.add({ kind: "await-ready", service: "db" }, "runs");
  plan.addLeaning([db], { kind: "await-ready", service: "pooler" }, "runs");
  return plan.nodes();
};
const untilCut = (cut: AbortSignal): Promise<void> => new Promise((_resolve, reject) => cut.addEventListener("abort", () => reject(cut.reason), { once: true }));

test("what leans on one that failed ends at once, and says whom it waited for", async () => {
  const { ok, events } = await run(leaning(), async (operation, cut) => {
    if (nameOf(operation) === "db") throw new Error("it exited");
    await untilCut(cut);
  });
  expect(ok).toBe(false);
  expect(events).toEqual(["began db", "began pooler", "failed db", "skipped pooler: db did not get ready"]);
});

test("what leans on one that gets done goes on, and its own failure is one", async () => {
  const { events } = await run(leaning(), async (operation, cut) => {
    if (nameOf(operation) === "db") return;
    await new Promise((resolve) => setImmediate(resolve));
    expect(cut.aborted).toBe(false);
    throw new Error("refused");
  });
  expect(events).toEqual(["began db", "began pooler", "done db", "failed pooler"]);
});
