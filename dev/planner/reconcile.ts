import type { Condition } from "../model/service.ts";
import type { Desired, DesiredContainer, DesiredService, DesiredTask } from "./desired.ts";
import { startOf, type Observed, type ObservedContainer, type PresentImages } from "./observed.ts";
import { createPlan, type Plan, type PlanBuilder } from "./operation.ts";
import { planCluster, planNetwork } from "./plan-ground.ts";
import { logReaders, planLogLists } from "./plan-logs.ts";
import { planProgram } from "./plan-program.ts";
import { planDepartures, planRemoval } from "./plan-removal.ts";

/** Which definition of a one-shot was done on which start of its service. */
export type DoneTasks = Readonly<Record<string, { readonly hash: string; readonly on: string }>>;

export interface ReconcileInput {
  readonly desired: Desired;
  /** Names of all services of the stack, also of those that are not asked for. */
  readonly defined: ReadonlySet<string>;
  readonly observed: Observed;
  readonly images: PresentImages;
  readonly done: DoneTasks;
  /** Engine name of a stack's volume. */
  volumeName(volume: string): string;
}

/** Ids of the nodes after which a dependant may begin, by condition. Absent: it holds already. */
type Reached = { readonly [C in Condition]?: number };

/**
 * Pure: no clock, no I/O. Every node says why it exists. An up-to-date stack yields looks only (`await-ready`): whether
 * it *is* ready, the engine cannot tell.
 */
export const reconcile = (input: ReconcileInput): Plan => {
  const plan = createPlan();
  const { desired, defined } = input;
  const makesContainers = [...desired.values()].some((service) => service.kind === "container" && replacementCause(service, input) !== undefined);
  const { cluster } = input.observed;
  const ground = cluster ? planCluster(plan, input.observed, cluster, desired, input.volumeName) : planNetwork(plan, input.observed, makesContainers);
  const { observed } = ground;
  planDepartures(plan, observed, defined);
  const there: ReconcileInput = { ...input, observed };
  const reached = new Map<string, Reached>();
  const removals = new Map<string, number>();
  const remove = (have: ObservedContainer, cause: string): number => {
    const removed = removals.get(have.service) ?? planRemoval(plan, have, cause);
    removals.set(have.service, removed);
    return removed;
  };
  const add = (service: DesiredService, behind: readonly number[]) => {
    const needs = Object.entries(service.service.dependsOn ?? {}).flatMap(([name, condition]) => reached.get(name)?.[condition] ?? []);
    const dependencies = [...needs, ...thoseThatLeavePortsTo(service, there).map(({ have, cause }) => remove(have, cause))];
    reached.set(service.name, planOne(plan, service, there, { dependencies, ground: ground.node, behind, remove }, reached));
  };
  const isBackground = (service: DesiredService) => service.kind === "container" && service.service.priority === "background";
  const services = [...desired.values()];
  for (const service of services.filter((one) => !isBackground(one))) add(service, []);
  const foreground = plan.nodes().filter(({ op }) => op.kind !== "find-image").map(({ id }) => id);
  for (const service of services.filter(isBackground)) add(service, foreground);
  for (const reader of logReaders(desired, defined, observed)) planLogLists(plan, reader);
  return plan.nodes();
};

const planOne = (plan: PlanBuilder, service: DesiredService, input: ReconcileInput, before: Before, reached: ReadonlyMap<string, Reached>): Reached => {
  switch (service.kind) {
    case "task":
      return planTask(plan, service, input, before.dependencies, reached);
    case "process":
      return planProgram(plan, service, input.observed.containers.get(service.name), before.dependencies);
    case "container":
      return planContainer(plan, service, input, before, reached);
  }
};

/** What a container's making and start wait for, besides its own parts. */
interface Before {
  readonly dependencies: readonly number[];
  readonly ground: number | undefined;
  readonly behind: readonly number[];
  /** Plans the removal of a container, once. */
  remove(have: ObservedContainer, cause: string): number;
}

/** Containers that hold a port which a service is to have, and are made anew without it: they must be gone before it begins. */
const thoseThatLeavePortsTo = (service: DesiredService, input: ReconcileInput): readonly { readonly have: ObservedContainer; readonly cause: string }[] => {
  if (service.kind === "task") return [];
  const wanted = Object.values(service.ports);
  return [...input.desired.values()].flatMap((other) => {
    const have = input.observed.containers.get(other.name);
    if (other.kind !== "container" || other.name === service.name || !have) return [];
    const kept = Object.values(other.ports);
    const cause = Object.values(have.ports).some((port) => wanted.includes(port) && !kept.includes(port)) ? replacementCause(other, input) : undefined;
    return cause === undefined ? [] : [{ have, cause }];
  });
};

/** Why the container that is there will not do; `undefined` when it will. */
const replacementCause = ({ name, service, hash }: DesiredContainer, { observed, images }: ReconcileInput): string | undefined => {
  const have = observed.containers.get(name);
  if (!have) return "no container";
  if (have.hash !== hash) return "definition changed";
  const image = images.get(service.image);
  if (image && image.id !== have.imageId) return `image changed: ${image.reference}`;
  // Files are put in between creation and first start; a crash there leaves a container without them.
  if (have.state === "created") return "was never started";
  if (have.state !== "running" && have.state !== "exited") return `container is ${have.state}`;
  return undefined;
};

const planContainer = (plan: PlanBuilder, desired: DesiredContainer, input: ReconcileInput, before: Before, reached: ReadonlyMap<string, Reached>): Reached => {
  const { name, service } = desired;
  const have = input.observed.containers.get(name);
  const cause = replacementCause(desired, input);
  const leansOn = Object.keys(service.dependsOn ?? {}).flatMap((dependency) => reached.get(dependency)?.ready ?? []);
  if (have && cause === undefined) return planExisting(plan, desired, have, before, { moved: movedBefore(desired, reached), leansOn, mayBeNew: input.observed.cluster !== undefined });

  const removed = have && before.remove(have, cause ?? "");
  const volumes = (service.volumes ?? []).map(({ name: volume }) => input.volumeName(volume));
  const made = volumes.filter((volume) => !input.observed.volumes.has(volume)).map((volume) => plan.add({ kind: "create-volume", volume }, "not found"));
  const image = input.images.has(service.image) ? undefined : plan.add({ kind: "find-image", service: name }, `${service.image} is not in the engine`);
  const created = plan.addBehind(before.behind, { kind: "create", service: name }, cause ?? "", before.ground, removed, image, ...made);
  const isOld = made.length < volumes.length;
  const checked = isOld && isCheckedFirst(desired) ? plan.add({ kind: "check-volume", service: name }, "its volume is older than this container", created) : created;
  const started = plan.add({ kind: "start", service: name }, "new container", checked, ...before.dependencies);
  return { started, ready: plan.addLeaning(leansOn, { kind: "await-ready", service: name }, "was just started", started) };
};

const isCheckedFirst = ({ service }: DesiredContainer): boolean => service.volumeChecks?.some(({ asked }) => asked === "before-start") ?? false;

/** Services that are started in this plan, and whose address it would go on with. */
const movedBefore = ({ service }: DesiredContainer, reached: ReadonlyMap<string, Reached>): readonly string[] => (service.looksUpOnce ?? []).filter((name) => reached.get(name)?.started !== undefined);

/** What is known besides of a container that is there, and what others in this plan mean for it. */
interface Others {
  /** Those whose address it would go on with. */
  readonly moved: readonly string[];
  /** When those that it depends on are ready. */
  readonly leansOn: readonly number[];
  /** Whether it may have been made and never started: a workload of a cluster does not tell, a container does. */
  readonly mayBeNew: boolean;
}

const planExisting = (plan: PlanBuilder, desired: DesiredContainer, have: ObservedContainer, { dependencies, behind }: Before, { moved, leansOn, mayBeNew }: Others): Reached => {
  const { name } = desired;
  const awaitReady = (cause: string, ...after: readonly number[]) => plan.addLeaning(leansOn, { kind: "await-ready", service: name }, cause, ...after);
  if (have.state === "running" && moved.length > 0) {
    const why = `${moved.join(" and ")} may have another address`;
    const started = plan.add({ kind: "start", service: name }, why, plan.add({ kind: "stop", service: name, grace: "own" }, why, ...dependencies));
    return { started, ready: awaitReady("was just started", started) };
  }
  if (have.state === "running") return { ready: awaitReady("runs; asked whether it is ready") };
  const checked = mayBeNew && isCheckedFirst(desired) ? plan.add({ kind: "check-volume", service: name }, `container is ${have.state}`) : undefined;
  const started = plan.addBehind(behind, { kind: "start", service: name }, `container is ${have.state}`, checked, ...dependencies);
  return { started, ready: awaitReady("was just started", started) };
};

const planTask = (plan: PlanBuilder, { name, service, hash }: DesiredTask, { observed, done }: ReconcileInput, dependencies: readonly number[], reached: ReadonlyMap<string, Reached>): Reached => {
  const startsAnew = service.target !== undefined && reached.get(service.target)?.started !== undefined;
  const have = service.target === undefined ? undefined : observed.containers.get(service.target);
  const on = have ? startOf(have) : "";
  const last = done[name];
  const cause =
    last === undefined ? "not done yet" : last.hash !== hash ? "definition changed" : startsAnew ? `${service.target} starts` : last.on !== on ? `${service.target} was started since` : undefined;
  return cause === undefined ? {} : { completed: plan.add({ kind: "run-task", service: name }, cause, ...dependencies) };
};
