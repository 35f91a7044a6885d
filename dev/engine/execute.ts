import type { Clock } from "../platform/clock.ts";
import { serviceOf, type Operation, type Plan, type PlanNode } from "../planner/operation.ts";
import type { Emit } from "./events.ts";

export type NodeOutcome = "done" | "failed" | "skipped";

export interface Executor {
  /** Does one operation. Rejecting fails the node. @param cut Aborted when what it waits for cannot come any more. */
  perform(operation: Operation, cut: AbortSignal): Promise<void>;
  readonly emit: Emit;
  readonly clock: Clock;
  /** Aborted: nothing new is begun. */
  readonly signal: AbortSignal;
}

/** Runs a plan in parallel; decides nothing. A node begins only when every predecessor is *done*, not merely over. */
export const execute = async (plan: Plan, { perform, emit, clock, signal }: Executor): Promise<boolean> => {
  const outcomes = new Map<number, Promise<NodeOutcome>>();
  const services = new Map(plan.map(({ id, op }) => [id, serviceOf(op)]));
  /** Aborted, with the reason in words, when one that the node leans on did not get done. */
  const cutOf = ({ leansOn = [] }: PlanNode): AbortSignal => {
    const cut = new AbortController();
    for (const id of leansOn) void outcomes.get(id)?.then((outcome) => void (outcome === "done" || cut.abort(`${services.get(id)} did not get ready`)));
    return cut.signal;
  };
  const run = async (node: PlanNode): Promise<NodeOutcome> => {
    const [before] = await Promise.all([Promise.all(node.after.map((id) => outcomes.get(id))), ...(node.behind ?? []).map((id) => outcomes.get(id))]);
    if (signal.aborted || before.some((outcome) => outcome !== "done")) {
      emit({ type: "skipped", node, at: clock.now() });
      return "skipped";
    }
    emit({ type: "began", node, at: clock.now() });
    const cut = cutOf(node);
    try {
      await perform(node.op, cut);
      emit({ type: "done", node, at: clock.now() });
      return "done";
    } catch (error) {
      if (cut.aborted && !signal.aborted) {
        emit({ type: "skipped", node, at: clock.now(), because: String(cut.reason) });
        return "skipped";
      }
      emit({ type: "failed", node, at: clock.now(), error });
      return "failed";
    }
  };
  for (const node of plan) outcomes.set(node.id, run(node)); // the planner gives topological order
  return (await Promise.all(outcomes.values())).every((outcome) => outcome === "done");
};
