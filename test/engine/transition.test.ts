import { expect, test } from "vitest";
import { transition } from "../../dev/engine/transition.ts";

test("the life of a service that does well", () => {
  expect(transition("pending", "dependencies-met")).toBe("starting");
  expect(transition("starting", "started")).toBe("running");
  expect(transition("running", "probe-passed")).toBe("ready");
  expect(transition("ready", "stop-requested")).toBe("stopping");
  expect(transition("stopping", "finished")).toBe("stopped");
});

test("a one-shot completes instead of becoming ready", () => {
  expect(transition("running", "finished")).toBe("completed");
});

test("a stopped or failed service can begin again", () => {
  expect(transition("stopped", "dependencies-met")).toBe("starting");
  expect(transition("failed", "stop-requested")).toBe("stopping");
});

test("a probe that loses the race with a stop changes nothing", () => {
  expect(transition("stopping", "probe-passed")).toBeUndefined();
  expect(transition("stopped", "probe-failed")).toBeUndefined();
});

test("what has not been begun cannot become ready", () => {
  expect(transition("pending", "probe-passed")).toBeUndefined();
  expect(transition("skipped", "started")).toBeUndefined();
});
