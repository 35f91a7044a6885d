import type { Observed, ObservedContainer } from "./observed.ts";
import type { PlanBuilder } from "./operation.ts";

/** Stop before removal, so that databases end in order. */
export const planRemoval = (plan: PlanBuilder, { service, state }: ObservedContainer, cause: string): number => {
  const stopped = state === "running" || state === "paused" || state === "restarting" ? plan.add({ kind: "stop", service, grace: "own" }, cause) : undefined;
  return plan.add({ kind: "remove", service }, cause, stopped);
};

/**
 * Containers of services that the stack does not know any more. A service that is merely not asked for now is none of
 * them: it runs on.
 */
export const departed = ({ containers }: Observed, defined: ReadonlySet<string>): readonly ObservedContainer[] =>
  [...containers.values()].filter(({ service }) => !defined.has(service));

/** They go, and their volumes stay: the definition may come back. */
export const planDepartures = (plan: PlanBuilder, observed: Observed, defined: ReadonlySet<string>): void => {
  for (const container of departed(observed, defined)) planRemoval(plan, container, "no longer in the definition");
};
