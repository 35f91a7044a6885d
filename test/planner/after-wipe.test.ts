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
  expect(formatPlan(afterWipe(["minio"], [], DESIRED))).toBe("[] -> #1 run-task buckets (minio was wiped)\n[1] -> #2 run-task jwks (minio was wiped)");
});

test("what keeps files begins anew without an orderly end, which would write down what it remembers", () => {
  const plan = afterWipe(["loki"], ["loki"], DESIRED);
  expect(formatPlan(plan)).toBe("[] -> #1 stop loki (its data were wiped)\n[1] -> #2 start loki (its data were wiped)\n[2] -> #3 await-ready loki (was just started)");
  expect(plan[0]?.op).toMatchObject({ grace: "none" });
});
