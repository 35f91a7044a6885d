import type { InstanceState } from "../instance/state.ts";
import type { RunResult } from "../engine/run-plan.ts";
import type { Desired } from "../planner/desired.ts";
import { startOf, type Observed } from "../planner/observed.ts";

/**
 * What a run has proven, with the start of the container that it was proven on: one-shots that completed, services that
 * were ready. A later start makes both doubtful again. Pure.
 *
 * @param observed After the run.
 */
export const proven = ({ containers }: Observed, desired: Desired, { view }: RunResult, state: InstanceState): Pick<InstanceState, "tasks" | "ready"> => {
  const startOfService = (name: string | undefined): string => {
    const container = name === undefined ? undefined : containers.get(name);
    return container ? startOf(container) : "";
  };
  const tasks = { ...state.tasks };
  const ready = { ...state.ready };
  for (const { name, kind, service, hash } of desired.values()) {
    const phase = view.services.get(name)?.phase;
    if (kind === "task" && phase === "completed") tasks[name] = { hash, on: startOfService(service.target) };
    if (kind !== "task" && phase === "ready") ready[name] = startOfService(name);
  }
  return { tasks, ready };
};
