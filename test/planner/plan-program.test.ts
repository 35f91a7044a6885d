import { expect, test } from "vitest";
import { formatPlan } from "../../dev/planner/operation.ts";
import { reconcile } from "../../dev/planner/reconcile.ts";
import { restart, takeDown, takeDownPrograms } from "../../dev/planner/take-down.ts";
import type { DesiredService } from "../../dev/planner/desired.ts";
import type { ObservedProgram } from "../../dev/planner/observed.ts";
import { cluster, container, desiredContainer, images, observed } from "../support/builders.ts";
import { program } from "../support/programs.ts";

const seen = (name: string, over: Partial<ObservedProgram> = {}, hash = "h1") =>
  container(name, { hash, program: { phase: "ready", reason: null, pid: 7, restarts: 0, isOrphan: false, ...over }, state: over.phase === "failed" || over.phase === "stopped" ? "exited" : "running" });

const postgres = desiredContainer("postgres");
const app = program("app", { dependsOn: { postgres: "ready" } });
const planned = (...there: ReturnType<typeof seen>[]): string =>
  formatPlan(
    reconcile({
      desired: new Map<string, DesiredService>([["postgres", postgres], ["app", app]]),
      defined: new Set(["postgres", "app"]),
      observed: observed([container("postgres"), ...there]),
      images: images("postgres:1"),
      done: {},
      volumeName: (volume) => volume,
    }),
  );

test("an application starts when what it depends on is ready; there is nothing to create", () => {
  expect(planned()).toBe("[] -> #1 await-ready postgres (runs; asked whether it is ready)\n[1] -> #2 start app (not started yet)\n[2] -> #3 await-ready app (was just started)");
});

test.each([
  ["runs as its definition says", seen("app"), undefined],
  ["was made from another definition", seen("app", {}, "old"), "definition changed"],
  ["has failed", seen("app", { phase: "failed" }), "it failed"],
  ["was stopped", seen("app", { phase: "stopped" }), "it is stopped"],
  ["has lost its supervisor", seen("app", { isOrphan: true }), "its supervisor has ended"],
])("one that %s", (_what, there, cause) => {
  expect(planned(there).split("\n")[1]).toBe(cause === undefined ? "[] -> #2 await-ready app (runs; asked whether it is ready)" : `[1] -> #2 start app (${cause})`);
});

test("an application that left the definition is stopped and forgotten", () => {
  expect(planned(seen("app"), seen("gone"))).toContain("stop gone (no longer in the definition)\n[1] -> #2 remove gone");
});

test("down ends applications before the cluster that they use, and a cluster that is made anew does not touch them", () => {
  const both = observed([container("postgres"), seen("app")], { cluster: cluster() });
  expect(formatPlan(takeDown(both, "keep"))).toBe("[] -> #1 stop app (asked for)\n[1] -> #2 remove app (asked for)\n[2] -> #3 stop-cluster (asked for)");
  expect(formatPlan(takeDownPrograms(both))).toBe("[] -> #1 stop app (asked for)\n[1] -> #2 remove app (asked for)");
});

test("a restart of everything starts an application behind what it needs", () => {
  const desired = new Map<string, DesiredService>([["postgres", postgres], ["app", app]]);
  expect(formatPlan(restart(["app", "postgres"], desired, observed([container("postgres"), seen("app")]))).split("\n").slice(-3)).toEqual([
    "[] -> #4 stop app (restart asked for)",
    "[3,4] -> #5 start app (restart asked for)",
    "[5] -> #6 await-ready app (was just started)",
  ]);
});
