import { runPlan } from "../engine/run-plan.ts";
import type { RuntimeId } from "../model/runtime.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import type { Plan } from "../planner/operation.ts";
import { takeDown } from "../planner/take-down.ts";
import { openRuntime, type Connection } from "./connection.ts";
import { performTools, subjectWithoutImages } from "./perform-tools.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** The network and the volumes are the instance's, whichever runtime uses them. */
const withoutWhatIsShared = (plan: Plan): Plan => plan.filter(({ op }) => op.kind !== "remove-network" && op.kind !== "remove-volume");

/**
 * Takes down what an instance has in a runtime that it is not (any more) in. Volumes and the network stay.
 *
 * @param cluster `keep`: a cluster is only stopped, to be started again by who comes back to it.
 * @returns Whether there was something to be done.
 * @throws {DevError} what stopping fails with.
 */
export const leaveRuntime = async (project: Project, surroundings: Surroundings, { engine, programs }: Connection, id: RuntimeId, cluster: "keep" | "remove", interrupt: Interrupt): Promise<boolean> => {
  const runtime = await openRuntime(project, engine, id, surroundings);
  const there = await runtime.observe(interrupt.soft);
  const plan = withoutWhatIsShared(takeDown(there, cluster));
  const { ok, errors } = await runPlan(plan, there, performTools(project, surroundings, { engine, runtime, programs }, subjectWithoutImages(new Map()), interrupt), () => {});
  if (!ok) throw errors[0] ?? interrupt.soft.reason;
  return plan.length > 0;
};
