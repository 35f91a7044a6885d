import type { PlanNode } from "../planner/operation.ts";

/** A moment of a run. Snapshots are made of them by {@link reduceView}; `at` is the clock's milliseconds. */
export type EngineEvent =
  /** Nothing was begun yet: the picture at rest. */
  | { readonly type: "planned"; readonly at: number }
  | { readonly type: "began"; readonly node: PlanNode; readonly at: number }
  | { readonly type: "done"; readonly node: PlanNode; readonly at: number }
  | { readonly type: "failed"; readonly node: PlanNode; readonly at: number; readonly error: unknown }
  /** Not begun: something before it did not get done, or the run was interrupted. With `because`: ended, as what it waited for cannot come any more. */
  | { readonly type: "skipped"; readonly node: PlanNode; readonly at: number; readonly because?: string }
  /** What a service is waiting for, in words: an image's bytes, a build's step, a probe's last answer. */
  | { readonly type: "progress"; readonly service: string; readonly at: number; readonly text: string }
  /** Something that people should know although nothing failed. */
  | { readonly type: "notice"; readonly service: string; readonly at: number; readonly text: string };

export type Emit = (event: EngineEvent) => void;
