import { expect, test } from "vitest";
import type { DesiredContainer } from "../../dev/planner/desired.ts";
import type { Observed } from "../../dev/planner/observed.ts";
import { formatPlan } from "../../dev/planner/operation.ts";
import { reconcile } from "../../dev/planner/reconcile.ts";
import { container, desired, desiredContainer, images, observed } from "../support/builders.ts";

const at = (name: string, port: number, hash = "h1"): DesiredContainer => ({ ...desiredContainer(name, {}, hash), ports: { api: port } });

const plan = (wanted: readonly DesiredContainer[], seen: Observed): string =>
  formatPlan(reconcile({ desired: desired(...wanted), defined: new Set(wanted.map(({ name }) => name)), observed: seen, images: images("postgres:1", "pgbouncer:1"), done: {}, volumeName: (volume) => volume }));

test("who gets a port that another one leaves begins when that one is gone, also where both change places", () => {
  const seen = observed([container("postgres", { ports: { 80: 5432 } }), container("pgbouncer", { ports: { 80: 6432 } })]);
  expect(plan([at("postgres", 6432, "h2"), at("pgbouncer", 5432, "h2")], seen)).toBe(
    [
      "[] -> #1 stop pgbouncer (definition changed)",
      "[1] -> #2 remove pgbouncer (definition changed)",
      "[] -> #3 stop postgres (definition changed)",
      "[3] -> #4 remove postgres (definition changed)",
      "[4] -> #5 create postgres (definition changed)",
      "[2,5] -> #6 start postgres (new container)",
      "[6] -> #7 await-ready postgres (was just started)",
      "[2] -> #8 create pgbouncer (definition changed)",
      "[4,8] -> #9 start pgbouncer (new container)",
      "[9] -> #10 await-ready pgbouncer (was just started)",
    ].join("\n"),
  );
  const stopped = observed([container("postgres", { ports: { 80: 5432 } }), container("pgbouncer", { ports: { 80: 5432 }, state: "exited" })]);
  expect(plan([at("pgbouncer", 5432), at("postgres", 6432, "h2")], stopped)).toContain("[2] -> #3 start pgbouncer (container is exited)");
});
