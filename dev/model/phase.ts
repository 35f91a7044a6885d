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
