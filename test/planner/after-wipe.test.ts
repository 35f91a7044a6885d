import { expect, test } from "vitest";
import { afterWipe } from "../../dev/planner/after-wipe.ts";
import { formatPlan } from "../../dev/planner/operation.ts";
import { desired, desiredContainer, desiredTask } from "../support/builders.ts";

const DESIRED = desired(
  desiredContainer("minio"),
  desiredTask("buckets", { target: "minio" }),
  desiredTask("jwks", { target: "minio", dependsOn: { buckets: "completed" } }),
  desiredTask("topics", { target: "kafka" }),
  desiredContainer("loki"),
);

test("one-shots of wiped stores are done again, each after what it needs, and others are not", () => {
  expect(formatPlan(afterWipe(["minio"], { renewed: [], files: [], elsewhere: [] }, DESIRED))).toBe("[] -> #1 run-task buckets (minio was wiped)\n[1] -> #2 run-task jwks (minio was wiped)");
});

test("what keeps files begins anew without an orderly end, which would write down what it remembers", () => {
  const plan = afterWipe(["loki"], { renewed: [], files: ["loki"], elsewhere: [] }, DESIRED);
  expect(formatPlan(plan)).toBe("[] -> #1 stop loki (its data were wiped)\n[1] -> #2 start loki (its data were wiped)\n[2] -> #3 await-ready loki (was just started)");
  expect(plan[0]?.op).toMatchObject({ grace: "none" });
});

test("what begins anew by itself is only waited for", () => {
  expect(formatPlan(afterWipe(["loki"], { renewed: ["loki"], files: [], elsewhere: [] }, DESIRED))).toBe("[] -> #1 await-ready loki (its data were wiped)");
});

test("a service that keeps its data in another one begins anew once that one is whole again", () => {
  const leaning = desired(desiredContainer("postgres"), desiredTask("databases", { target: "postgres" }), desiredContainer("unleash", { dependsOn: { postgres: "ready", databases: "completed" } }));
  expect(formatPlan(afterWipe(["postgres"], { renewed: [], files: [], elsewhere: ["unleash"] }, leaning))).toBe(
    "[] -> #1 run-task databases (postgres was wiped)\n[1] -> #2 stop unleash (its data were wiped)\n[2] -> #3 start unleash (its data were wiped)\n[3] -> #4 await-ready unleash (was just started)",
  );
});
