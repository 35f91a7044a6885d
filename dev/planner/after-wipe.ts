import type { Desired } from "./desired.ts";
import { createPlan, type Plan } from "./operation.ts";

/** Services that have lost what they had on disk, or in another service. */
export interface Begun {
  /** They begin anew by themselves. */
  readonly renewed: readonly string[];
  /** Without an orderly end, which would write down what they remember. */
  readonly files: readonly string[];
  /** Once that other service is whole again. */
  readonly elsewhere: readonly string[];
}

/**
 * What makes wiped stores whole again. Pure.
 *
 * @param wiped Services whose one-shots are asked for again: what they make went with the data.
 */
export const afterWipe = (wiped: readonly string[], { renewed, files, elsewhere }: Begun, desired: Desired): Plan => {
  const plan = createPlan();
  const begin = (service: string, after: readonly (number | undefined)[]): void => {
    const stopped = plan.add({ kind: "stop", service, grace: "none" }, "its data were wiped", ...after);
    const started = plan.add({ kind: "start", service }, "its data were wiped", stopped);
    plan.add({ kind: "await-ready", service }, "was just started", started);
  };
  for (const service of renewed) plan.add({ kind: "await-ready", service }, "its data were wiped");
  for (const service of files) begin(service, []);
  const tasks = new Map<string, number>();
  for (const { name, service } of desired.values()) {
    if (service.kind !== "task" || service.target === undefined || !wiped.includes(service.target)) continue;
    const after = Object.keys(service.dependsOn ?? {}).map((dependency) => tasks.get(dependency));
    tasks.set(name, plan.add({ kind: "run-task", service: name }, `${service.target} was wiped`, ...after));
  }
  for (const service of elsewhere) begin(service, Object.keys(desired.get(service)?.service.dependsOn ?? {}).map((dependency) => tasks.get(dependency)));
  return plan.nodes();
};
