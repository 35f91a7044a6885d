import type { Desired } from "./desired.ts";
import { createPlan, type Plan } from "./operation.ts";

/**
 * What makes wiped stores whole again. Pure.
 *
 * @param wiped Services whose one-shots are asked for again: what they make went with the data.
 * @param begun Services that must begin anew, without an orderly end.
 */
export const afterWipe = (wiped: readonly string[], begun: readonly string[], desired: Desired): Plan => {
  const plan = createPlan();
  for (const service of begun) {
    const stopped = plan.add({ kind: "stop", service, grace: "none" }, "its data were wiped");
    const started = plan.add({ kind: "start", service }, "its data were wiped", stopped);
    plan.add({ kind: "await-ready", service }, "was just started", started);
  }
  const tasks = new Map<string, number>();
  for (const { name, service } of desired.values()) {
    if (service.kind !== "task" || service.target === undefined || !wiped.includes(service.target)) continue;
    const after = Object.keys(service.dependsOn ?? {}).map((dependency) => tasks.get(dependency));
    tasks.set(name, plan.add({ kind: "run-task", service: name }, `${service.target} was wiped`, ...after));
  }
  return plan.nodes();
};
