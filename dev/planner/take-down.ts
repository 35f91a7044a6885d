import type { Condition } from "../model/service.ts";
import type { Desired } from "./desired.ts";
import type { Observed, ObservedCluster, ObservedContainer } from "./observed.ts";
import { createPlan, type Plan, type PlanBuilder } from "./operation.ts";
import { programsOf } from "./programs-of.ts";

const isUp = ({ state }: ObservedContainer): boolean => state === "running" || state === "paused" || state === "restarting";

/**
 * Everything of an instance goes; its volumes only when asked. All containers stop at once: nothing waits for grace twice.
 * A cluster is only stopped where its data stay: it keeps the images, and starts in a third of the time that a new one takes.
 */
export const takeDown = (observed: Observed, volumes: "keep" | "remove"): Plan =>
  observed.cluster ? takeDownCluster(observed, observed.cluster, volumes) : takeDownContainers(observed, volumes);

const takeDownCluster = (observed: Observed, { state }: ObservedCluster, volumes: "keep" | "remove"): Plan => {
  const plan = createPlan();
  const programs = removeAll(plan, programsOf(observed), volumes);
  if (volumes === "keep" && state !== "broken") {
    if (state === "running") plan.add({ kind: "stop-cluster" }, "asked for", ...programs);
    return plan.nodes();
  }
  const removed = state === "missing" ? undefined : plan.add({ kind: "remove-cluster" }, state === "broken" ? "it does not answer" : "asked for", ...programs);
  // With its network goes what k3d may have left in it, which holds a volume.
  const cleared = observed.network ? plan.add({ kind: "remove-network" }, "asked for", removed) : removed;
  if (volumes === "remove") for (const volume of [...observed.volumes].sort()) plan.add({ kind: "remove-volume", volume }, "asked for, with its data", cleared);
  return plan.nodes();
};

/** The applications on this machine alone: what they use runs on. */
export const takeDownPrograms = (observed: Observed): Plan => {
  const plan = createPlan();
  removeAll(plan, programsOf(observed), "keep");
  return plan.nodes();
};

const removeAll = (plan: PlanBuilder, containers: Observed["containers"], volumes: "keep" | "remove"): readonly number[] =>
  [...containers.values()].map((container) => {
    const { service } = container;
    const stopped = isUp(container) ? plan.add({ kind: "stop", service, grace: volumes === "remove" ? "none" : "own" }, "asked for") : undefined;
    return plan.add({ kind: "remove", service }, "asked for", stopped);
  });

const takeDownContainers = (observed: Observed, volumes: "keep" | "remove"): Plan => {
  const plan = createPlan();
  const removed = removeAll(plan, observed.containers, volumes);
  if (observed.network) plan.add({ kind: "remove-network" }, "asked for", ...removed);
  if (volumes === "remove") for (const volume of [...observed.volumes].sort()) plan.add({ kind: "remove-volume", volume }, "asked for, with its data", ...removed);
  return plan.nodes();
};

/**
 * Starts what was stopped for a while, and does again what each start asks for. What leans on it is started anew behind it: it has lost its connections,
 * and a container that is started may get another address, which a pooler looks up once.
 *
 * @param aside Those of them that have only stood aside, and go on by themselves.
 */
export const startAgain = (names: readonly string[], desired: Desired, observed: Observed, cause: string, aside: ReadonlySet<string> = new Set()): Plan => {
  const plan = createPlan();
  const reached: Record<Condition, Map<string, number>> = { started: new Map(), ready: new Map(), completed: new Map() };
  const awaitReady = (service: string, why: string, ...after: readonly number[]) => void reached.ready.set(service, plan.add({ kind: "await-ready", service }, why, ...after));
  for (const { kind, name, service } of desired.values()) {
    const dependencies = Object.entries(service.dependsOn ?? {});
    const after = dependencies.map(([dependency, condition]) => reached[condition].get(dependency));
    if (kind === "task") {
      if (service.target !== undefined && reached.ready.has(service.target)) reached.completed.set(name, plan.add({ kind: "run-task", service: name }, `${service.target} starts`, ...after));
      continue;
    }
    const needs = dependencies.map(([dependency]) => dependency).filter((dependency) => names.includes(dependency));
    const leans = kind === "container" && needs.length > 0 && observed.containers.get(name)?.state === "running";
    if (!names.includes(name) && !leans) continue;
    if (aside.has(name)) {
      awaitReady(name, cause);
      continue;
    }
    // It keeps nothing of theirs, and their addresses are what they were.
    if (leans && kind === "container" && needs.every((need) => aside.has(need) && service.looksUpOnce?.includes(need))) {
      awaitReady(name, `${needs.join(" and ")} began anew`, ...needs.flatMap((need) => reached.ready.get(need) ?? []));
      continue;
    }
    const why = names.includes(name) ? cause : `${needs.join(" and ")} ${needs.length === 1 ? "was" : "were"} started anew`;
    const { started, ready } = planStart(plan, name, observed, why, after);
    reached.started.set(name, started);
    reached.ready.set(name, ready);
  }
  return plan.nodes();
};

/** Stops and starts the same containers, then does again what each start asks for. Who looks up an address once comes behind whom it looks up. */
export const restart = (names: readonly string[], desired: Desired, observed: Observed): Plan => {
  const plan = createPlan();
  const lookedUp = (name: string): readonly string[] => {
    const one = desired.get(name);
    return one?.kind === "container" ? (one.service.looksUpOnce ?? []).filter((other) => names.includes(other)) : [];
  };
  const behind = [...observed.containers.values()].filter((container) => isUp(container) || names.includes(container.service)).map(({ service }) => service).filter((name) => lookedUp(name).length > 0);
  const programs = [...desired.values()].flatMap(({ kind, name }) => (kind === "process" && names.includes(name) ? [name] : []));
  const ready = new Map(planStarts(plan, names.filter((name) => !behind.includes(name) && !programs.includes(name)), observed, "restart asked for"));
  for (const name of behind) {
    const why = names.includes(name) ? "restart asked for" : `${lookedUp(name).join(" and ")} may have another address`;
    for (const [service, node] of planStarts(plan, [name], observed, why, lookedUp(name).map((other) => ready.get(other)))) ready.set(service, node);
  }
  const done = new Map([...ready, ...planTasks(plan, ready, desired)]);
  // Last, and in their order: an application that begins before what it needs has ended for good.
  for (const name of programs) {
    const needs = Object.keys(desired.get(name)?.service.dependsOn ?? {});
    for (const [service, node] of planStarts(plan, [name], observed, "restart asked for", needs.map((need) => done.get(need)))) done.set(service, node);
  }
  return plan.nodes();
};

const planStart = (plan: PlanBuilder, service: string, observed: Observed, cause: string, after: readonly (number | undefined)[]): { readonly started: number; readonly ready: number } => {
  const container = observed.containers.get(service);
  const stopped = container && isUp(container) ? plan.add({ kind: "stop", service, grace: "own" }, cause) : undefined;
  const started = plan.add({ kind: "start", service }, cause, stopped, ...after);
  return { started, ready: plan.add({ kind: "await-ready", service }, "was just started", started) };
};

/** @returns the node after which each is ready. */
const planStarts = (plan: PlanBuilder, names: readonly string[], observed: Observed, cause: string, after: readonly (number | undefined)[] = []): ReadonlyMap<string, number> =>
  new Map(names.map((service) => [service, planStart(plan, service, observed, cause, after).ready]));

/** @returns the node after which each is done. */
const planTasks = (plan: PlanBuilder, ready: ReadonlyMap<string, number>, desired: Desired): ReadonlyMap<string, number> => {
  const tasks = new Map<string, number>();
  for (const { name, service } of desired.values()) {
    if (service.kind !== "task" || service.target === undefined || !ready.has(service.target)) continue;
    const after = Object.keys(service.dependsOn ?? {}).map((dependency) => ready.get(dependency) ?? tasks.get(dependency));
    tasks.set(name, plan.add({ kind: "run-task", service: name }, `${service.target} starts`, ...after));
  }
  return tasks;
};
