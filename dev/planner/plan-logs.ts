import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import type { Plan, PlanBuilder } from "./operation.ts";

/** Services that read the logs of all others, whether they are asked for now or have run on since another `up`. */
export const logReaders = (desired: Desired, defined: ReadonlySet<string>, observed: Observed): readonly string[] => {
  const asked = [...desired.values()].flatMap((one) => (one.kind === "container" && one.service.readsLogs ? [one.name] : []));
  const running = [...observed.containers.values()].flatMap(({ service, state, readsLogs }) => (readsLogs && state === "running" && defined.has(service) ? [service] : []));
  return [...new Set([...asked, ...running])];
};

/**
 * Every new container has a new log file. A reader is told of them once when all are made, and again of one that comes
 * later because its image must be got first. It looks for new ones ever again, so it may start before.
 */
export const planLogLists = (plan: PlanBuilder, reader: string): void => {
  const made = createdIn(plan.nodes());
  const own = made.find(({ service }) => service === reader)?.id;
  const soon = made.filter(({ isLate }) => !isLate).map(({ id }) => id);
  const add = (behind: readonly number[], cause: string) => plan.addBehind(behind, { kind: "list-logs", service: reader }, cause, own);
  if (soon.length > 0) add(soon, "there are new log files");
  for (const { id, service, isLate } of made) if (isLate) add([id], `${service} has a new log file`);
};

const createdIn = (plan: Plan) => {
  const finds = new Set(plan.flatMap(({ id, op }) => (op.kind === "find-image" ? [id] : [])));
  return plan.flatMap(({ id, op, after }) => (op.kind === "create" ? [{ id, service: op.service, isLate: after.some((before) => finds.has(before)) }] : []));
};
