import { expect, test } from "vitest";
import { initialView, type View } from "../../../dev/engine/view.ts";
import type { Phase } from "../../../dev/model/phase.ts";
import { routerRuns } from "../../../dev/wiring/graph/router-runs.ts";
import { container, desired, desiredContainer, observed } from "../../support/builders.ts";

const nothing = initialView(new Map(), observed(), [], 0);
const viewWith = (phases: Readonly<Record<string, Phase>>): View => {
  const view = initialView(desired(...Object.keys(phases).map((name) => desiredContainer(name))), observed(), [], 0);
  return { ...view, services: new Map([...view.services].map(([name, one]) => [name, { ...one, phase: phases[name] ?? one.phase }])) };
};

test("a router that a run has brought up gets its graph, whatever else of the run has failed", () => {
  expect(routerRuns(viewWith({ router: "ready", grafana: "failed" }), observed())).toBe(true);
  expect(routerRuns(viewWith({ router: "failed" }), observed([container("router")]))).toBe(false);
});

test("a run that is not about the router gives its graph to the one that runs, and to none that does not", () => {
  expect(routerRuns(nothing, observed([container("router")]))).toBe(true);
  expect(routerRuns(nothing, observed([container("router", { state: "exited" })]))).toBe(false);
  expect(routerRuns(nothing, observed())).toBe(false);
});
