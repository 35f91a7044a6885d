import { expect, test } from "vitest";
import { formatPlan } from "../../dev/planner/operation.ts";
import { reconcile } from "../../dev/planner/reconcile.ts";
import { takeDown } from "../../dev/planner/take-down.ts";
import type { Observed } from "../../dev/planner/observed.ts";
import { cluster, container, desired, desiredContainer, images, observed } from "../support/builders.ts";

const postgres = desiredContainer("postgres", { volumes: [{ name: "data", path: "/data" }] });
const pgbouncer = desiredContainer("pgbouncer");

const up = (there: Observed): readonly string[] =>
  formatPlan(reconcile({ desired: desired(postgres, pgbouncer), defined: new Set(["postgres", "pgbouncer"]), observed: there, images: images("postgres:1", "pgbouncer:1"), done: {}, volumeName: (volume) => `neotool-test-${volume}` })).split("\n");

const running = [container("postgres"), container("pgbouncer")];

test("a cluster is made once its network and all volumes are there, and every service after it", () => {
  expect(up(observed([], { cluster: cluster({ state: "missing", ports: new Map(), mounted: new Set() }) }))).toEqual([
    "[] -> #1 create-network (not found)",
    "[] -> #2 create-volume neotool-test-data (not found)",
    "[1,2] -> #3 create-cluster (no cluster)",
    "[3] -> #4 create postgres (no container)",
    "[4] -> #5 start postgres (new container)",
    "[5] -> #6 await-ready postgres (was just started)",
    "[3] -> #7 create pgbouncer (no container)",
    "[7] -> #8 start pgbouncer (new container)",
    "[8] -> #9 await-ready pgbouncer (was just started)",
  ]);
});

test("a cluster with everything in it is only asked whether it is ready", () => {
  expect(up(observed(running, { cluster: cluster(), network: true, volumes: new Set(["neotool-test-data"]) }))).toEqual([
    "[] -> #1 await-ready postgres (runs; asked whether it is ready)",
    "[] -> #2 await-ready pgbouncer (runs; asked whether it is ready)",
  ]);
});

test.each([
  [cluster({ ports: new Map([["postgres.api", 8080]]) }), "port 8080 of pgbouncer was not published when it was made; the data stay"],
  [cluster({ mounted: new Set() }), "it was made without the volume neotool-test-data; the data stay"],
  [cluster({ state: "broken" }), "its node runs, but the cluster does not answer; the data stay"],
])("a cluster that will not do is made anew with all its services, and no volume is", (there, cause) => {
  const plan = up(observed(running, { cluster: there, network: true, volumes: new Set(["neotool-test-data"]) }));
  expect(plan[0]).toBe(`[] -> #1 create-cluster (${cause})`);
  expect(plan.filter((line) => line.includes("create postgres") || line.includes("create pgbouncer"))).toEqual(["[1] -> #2 create postgres (no container)", "[1] -> #5 create pgbouncer (no container)"]);
  expect(plan.some((line) => line.includes("volume neotool-test-data ("))).toBe(false);
});

test("down stops a cluster, and removes it only with its data or when it is broken", () => {
  const there = (state: "running" | "stopped" | "broken" | "missing") => observed([], { cluster: cluster({ state }), network: true, volumes: new Set(["v"]) });
  expect(formatPlan(takeDown(there("running"), "keep"))).toBe("[] -> #1 stop-cluster (asked for)");
  expect(takeDown(there("stopped"), "keep")).toEqual([]);
  expect(formatPlan(takeDown(there("broken"), "keep"))).toBe("[] -> #1 remove-cluster (it does not answer)\n[1] -> #2 remove-network (asked for)");
  expect(formatPlan(takeDown(there("stopped"), "remove"))).toBe(
    ["[] -> #1 remove-cluster (asked for)", "[1] -> #2 remove-network (asked for)", "[2] -> #3 remove-volume v (asked for, with its data)"].join("\n"),
  );
  expect(formatPlan(takeDown(there("missing"), "remove"))).toBe("[] -> #1 remove-network (asked for)\n[1] -> #2 remove-volume v (asked for, with its data)");
});
