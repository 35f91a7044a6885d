import type { Phase } from "../model/phase.ts";

/** What can happen to a service. */
export type ServiceEvent = "dependencies-met" | "started" | "probe-passed" | "probe-failed" | "finished" | "crashed" | "gave-up" | "stop-requested";

const BEGIN_AGAIN = { "dependencies-met": "starting", crashed: "failed", "gave-up": "skipped", "stop-requested": "stopping" } as const;

/** The only way from one phase to the next. */
const NEXT: { readonly [P in Phase]?: { readonly [E in ServiceEvent]?: Phase } } = {
  pending: BEGIN_AGAIN,
  stopped: BEGIN_AGAIN,
  starting: { started: "running", crashed: "failed", "stop-requested": "stopping" },
  running: { "probe-passed": "ready", finished: "completed", "probe-failed": "unhealthy", crashed: "failed", "stop-requested": "stopping" },
  ready: { "probe-failed": "unhealthy", crashed: "failed", "stop-requested": "stopping" },
  unhealthy: { "probe-passed": "ready", crashed: "failed", "stop-requested": "stopping" },
  completed: { "dependencies-met": "starting", "gave-up": "skipped" },
  failed: { "stop-requested": "stopping" },
  stopping: { finished: "stopped", crashed: "failed" },
};

/** `undefined` = not legal now. A probe that loses the race with a stop is expected, not an error. */
export const transition = (phase: Phase, event: ServiceEvent): Phase | undefined => NEXT[phase]?.[event];
