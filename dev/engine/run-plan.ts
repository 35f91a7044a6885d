import type { EngineEvent } from "./events.ts";
import { criticalPath, type CriticalPath } from "./critical-path.ts";
import { execute } from "./execute.ts";
import { createPerform, type PerformTools } from "./perform.ts";
import { initialView, reduceView, type View } from "./view.ts";
import type { Observed } from "../planner/observed.ts";
import type { Plan } from "../planner/operation.ts";

/** Sees every moment of a run, with the picture that it led to. Cannot change the run. */
export type Observer = (event: EngineEvent, view: View) => void;

export interface RunResult {
  readonly ok: boolean;
  readonly view: View;
  /** Failures in the order in which they happened. */
  readonly errors: readonly unknown[];
  /** What its end waited for; `undefined` when nothing was changed, or not all was done. */
  readonly criticalPath: CriticalPath | undefined;
}

/** Runs a plan with real effects, and keeps the picture. */
export const runPlan = async (plan: Plan, observed: Observed, tools: Omit<PerformTools, "emit">, observer: Observer): Promise<RunResult> => {
  const { clock, soft } = tools;
  let view = initialView(tools.desired, observed, plan, clock.now());
  const errors: unknown[] = [];
  const doneTimes = new Map<number, number>();
  const emit = (event: EngineEvent) => {
    view = reduceView(view, event);
    if (event.type === "failed") errors.push(event.error);
    if (event.type === "done") doneTimes.set(event.node.id, event.at);
    observer(event, view);
  };
  emit({ type: "planned", at: clock.now() });
  const perform = createPerform({ ...tools, emit });
  const ok = await execute(plan, { perform, emit, clock, signal: soft });
  return { ok, view, errors, criticalPath: criticalPath(plan, doneTimes, view.startedAt) };
};
