import type { Condition } from "../model/service.ts";
import type { DesiredProcess } from "./desired.ts";
import type { ObservedContainer } from "./observed.ts";
import type { PlanBuilder } from "./operation.ts";

const causeOf = ({ hash }: DesiredProcess, have: ObservedContainer | undefined): string | undefined => {
  if (!have?.program) return "not started yet";
  const { phase, isOrphan } = have.program;
  if (isOrphan) return "its supervisor has ended";
  if (have.hash !== hash) return "definition changed";
  if (phase === "failed") return "it failed";
  return phase === "stopped" ? "it is stopped" : undefined;
};

/** A program is made by its start: there is nothing to create, and a start takes the place of the one that runs. */
export const planProgram = (plan: PlanBuilder, desired: DesiredProcess, have: ObservedContainer | undefined, dependencies: readonly number[]): { readonly [C in Condition]?: number } => {
  const { name } = desired;
  const cause = causeOf(desired, have);
  if (cause === undefined) return { ready: plan.add({ kind: "await-ready", service: name }, "runs; asked whether it is ready") };
  const started = plan.add({ kind: "start", service: name }, cause, ...dependencies);
  return { started, ready: plan.add({ kind: "await-ready", service: name }, "was just started", started) };
};
