import type { Desired } from "./desired.ts";
import type { Observed, ObservedCluster, ObservedContainer } from "./observed.ts";
import { createPlan, type Plan } from "./operation.ts";

const isUp = ({ state }: ObservedContainer): boolean => state === "running" || state === "paused" || state === "restarting";

/**
 * Everything of an instance goes; its volumes only when asked. All containers stop at once: nothing waits for grace twice.
 * A cluster is only stopped where its data stay: it keeps the images, and starts in a third of the time that a new one takes.
 */
export const takeDown = (observed: Observed, volumes: "keep" | "remove"): Plan =>
  observed.cluster ? takeDownCluster(observed, observed.cluster, volumes) : takeDownContainers(observed, volumes);

const takeDownCluster = (observed: Observed, { state }: ObservedCluster, volumes: "keep" | "remove"): Plan => {
  const plan = createPlan();
  if (volumes === "keep" && state !== "broken") {
    if (state === "running") plan.add({ kind: "stop-cluster" }, "asked for");
    return plan.nodes();
  }
  const removed = state === "missing" ? undefined : plan.add({ kind: "remove-cluster" }, state === "broken" ? "it does not answer" : "asked for");
  if (observed.network) plan.add({ kind: "remove-network" }, "asked for", removed);
  if (volumes === "remove") for (const volume of [...observed.volumes].sort()) plan.add({ kind: "remove-volume", volume }, "asked for, with its data", removed);
  return plan.nodes();
};

const takeDownContainers = (observed: Observed, volumes: "keep" | "remove"): Plan => {
  const plan = createPlan();
  const removed = [...observed.containers.values()].map((container) => {
    const { service } = container;
    const stopped = isUp(container) ? plan.add({ kind: "stop", service, grace: volumes === "remove" ? "none" : "own" }, "asked for") : undefined;
    return plan.add({ kind: "remove", service }, "asked for", stopped);
  });
  if (observed.network) plan.add({ kind: "remove-network" }, "asked for", ...removed);
  if (volumes === "remove") for (const volume of [...observed.volumes].sort()) plan.add({ kind: "remove-volume", volume }, "asked for, with its data", ...removed);
  return plan.nodes();
};

/** Stops and starts the same containers, then does again what each start asks for. */
export const restart = (names: readonly string[], desired: Desired, observed: Observed): Plan => {
  const plan = createPlan();
  const ready = new Map<string, number>();
  for (const service of names) {
    const container = observed.containers.get(service);
    const stopped = container && isUp(container) ? plan.add({ kind: "stop", service, grace: "own" }, "restart asked for") : undefined;
    const started = plan.add({ kind: "start", service }, "restart asked for", stopped);
    ready.set(service, plan.add({ kind: "await-ready", service }, "was just started", started));
  }
  const tasks = new Map<string, number>();
  for (const { name, service } of desired.values()) {
    if (service.kind !== "task" || service.target === undefined || !ready.has(service.target)) continue;
    const after = Object.keys(service.dependsOn ?? {}).map((dependency) => ready.get(dependency) ?? tasks.get(dependency));
    tasks.set(name, plan.add({ kind: "run-task", service: name }, `${service.target} starts`, ...after));
  }
  return plan.nodes();
};
