import { expect, test } from "vitest";
import { formatPlan } from "../../../dev/planner/operation.ts";
import { startAgain } from "../../../dev/planner/take-down.ts";
import { asTheyRan } from "../../../dev/wiring/data/snapshot/finish-restore.ts";
import { container, desired, desiredContainer, observed } from "../../support/builders.ts";

test("what ends because its database went away for a restore is started behind it; what had ended before is not", () => {
  const all = desired(desiredContainer("postgres"), desiredContainer("unleash", { dependsOn: { postgres: "ready" } }), desiredContainer("exporter", { dependsOn: { postgres: "ready" } }));
  const now = observed([container("postgres"), container("unleash", { state: "exited", exitCode: 1 }), container("exporter", { state: "exited" })]);
  const planned = (ran: ReadonlySet<string> | undefined) => formatPlan(startAgain(["postgres"], all, asTheyRan(now, ran), "its data were exchanged", new Set(["postgres"])));
  expect(planned(new Set(["postgres", "unleash"]))).toMatch(/start unleash \(postgres was started anew\)/);
  expect(planned(new Set(["postgres", "unleash"]))).not.toContain("exporter");
  expect(planned(undefined)).not.toContain("unleash");
});
