import { expect, test } from "vitest";
import type { Verdict } from "../../../dev/model/probe.ts";
import { startOf } from "../../../dev/planner/observed.ts";
import { liveView, type LiveFacts } from "../../../dev/wiring/live/live-view.ts";
import { container, observed, service } from "../../support/builders.ts";
import { serviceView } from "../../support/screen.ts";

const app = container("app");
const picture = (over: Partial<LiveFacts> = {}) =>
  liveView({ services: [service("app")], observed: observed([app]), ports: new Map([["app.api", 18080]]), health: new Map(), errors: new Map(), times: new Map(), atWork: new Map(), ...over }).services.get("app");

const health = (verdict: Verdict, isLate: boolean, on = startOf(app)) => new Map([["app", { on, value: { verdict, isLate } }]]);

test("a service that answered is ready, and where it is bound", () => {
  expect(picture({ health: health({ ready: true }, true) })).toMatchObject({ phase: "ready", hold: null, endpoints: [{ url: "http://127.0.0.1:18080", port: 18080 }] });
});

test("one that was not asked yet, not yet there, or too late says so", () => {
  expect(picture()).toMatchObject({ phase: "running", hold: "being asked" });
  expect(picture({ health: health({ ready: false, reason: "HTTP 503" }, false) })).toMatchObject({ phase: "running", hold: "HTTP 503" });
  expect(picture({ health: health({ ready: false, reason: "HTTP 503" }, true) })).toMatchObject({ phase: "unhealthy", hold: "HTTP 503" });
});

test("an answer, an error and a time of an earlier start count for nothing", () => {
  const on = startOf(container("app", { startedAt: "2026-11-20T09:00:00Z" }));
  const error = { code: "SERVICE_EXITED", message: "app exited", hint: "x", cause: null, evidence: [], docs: null } as const;
  expect(picture({ health: health({ ready: true }, true, on), errors: new Map([["app", { on, value: error }]]), times: new Map([["app", { on, value: 5 }]]) })).toMatchObject({ phase: "running", error: null, readyAfterMs: null });
  expect(picture({ times: new Map([["app", { on: startOf(app), value: 5 }]]) })).toMatchObject({ readyAfterMs: 5 });
});

test.each([
  [{ state: "exited", exitCode: 0 }, "stopped", null],
  [{ state: "exited", exitCode: 143 }, "stopped", null], // asked to end, and did
  [{ state: "exited", exitCode: 3 }, "failed", "exited with code 3"],
  [{ state: "exited", exitCode: 137, outOfMemory: true }, "failed", "killed: it needed more memory than its limit"],
  [{ state: "created" }, "pending", "made, never started"],
  [{ state: "paused" }, "unhealthy", "paused"],
] as const)("a container that is %o", (over, phase, hold) => {
  expect(picture({ observed: observed([container("app", over)]) })).toMatchObject({ phase, hold });
});

test("a service without a container is stopped", () => {
  expect(picture({ observed: observed() })).toMatchObject({ phase: "stopped", hold: null });
});

test("while a run of ours works on a service, its picture holds", () => {
  expect(picture({ atWork: new Map([["app", serviceView("app", { phase: "stopping", hold: "stopping" })]]) })).toMatchObject({ phase: "stopping" });
});

test("an application is as its supervisor says; one that nobody looks after is not well", () => {
  const program = { phase: "ready", reason: null, pid: 7, restarts: 0, isOrphan: false } as const;
  expect(picture({ observed: observed([container("app", { program })]) })).toMatchObject({ phase: "ready", hold: null });
  expect(picture({ observed: observed([container("app", { program: { ...program, reason: "runs without its supervisor", isOrphan: true } })]) })).toMatchObject({ phase: "unhealthy", hold: "runs without its supervisor" });
});
