/** Where a service is in its life. `skipped`: a dependency failed, so it was not begun. */
export type Phase =
  | "pending"
  | "starting"
  | "running"
  | "ready"
  | "unhealthy"
  | "completed"
  | "stopping"
  | "stopped"
  | "failed"
  | "skipped";

/** What a run ends with, for a service that was asked for. */
export const isSettled = (phase: Phase): boolean =>
  phase === "ready" || phase === "completed" || phase === "failed" || phase === "skipped" || phase === "stopped";
