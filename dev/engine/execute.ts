import type { Clock } from "../platform/clock.ts";
import type { Operation, Plan, PlanNode } from "../planner/operation.ts";
import type { Emit } from "./events.ts";

export type NodeOutcome = "done" | "failed" | "skipped";

export interface Executor {
  /** Does one operation. Rejecting fails the node. */
  perform(operation: Operation): Promise<void>;
  readonly emit: Emit;
  readonly clock: Clock;
  /** Aborted: nothing new is begun. */
  readonly signal: AbortSignal;
}

/** Runs a plan in parallel; decides nothing. A node begins only when every predecessor is *done*, not merely over. */
export const execute = async (plan: Plan, { perform, emit, clock, signal }: Executor): Promise<boolean> => {
  const outcomes = new Map<number, Promise<NodeOutcome>>();
  const run = async (node: PlanNode): Promise<NodeOutcome> => {
    const [before] = await Promise.all([Promise.all(node.after.map((id) => outcomes.get(id))), ...(node.behind ?? []).map((id) => outcomes.get(id))]);
    if (signal.aborted || before.some((outcome) => outcome !== "done")) {
      emit({ type: "skipped", node, at: clock.now() });
      return "skipped";
    }
    emit({ type: "began", node, at: clock.now() });
    try {
      await perform(node.op);
      emit({ type: "done", node, at: clock.now() });
      return "done";
    } catch (error) {
      emit({ type: "failed", node, at: clock.now(), error });
      return "failed";
    }
  };
  for (const node of plan) outcomes.set(node.id, run(node)); // the planner gives topological order
  return (await Promise.all(outcomes.values())).every((outcome) => outcome === "done");
};
