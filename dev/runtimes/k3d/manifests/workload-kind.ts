import type { DesiredContainer } from "../../../planner/desired.ts";
import type { WorkloadKind } from "../api-paths.ts";

/** As in production: those whose data the others live on. */
const STATEFUL: ReadonlySet<string> = new Set(["postgres", "kafka", "minio", "loki", "prometheus"]);

/** What runs a service's pod. A reader of logs runs on every node, because that is where logs are. */
export const kindOf = ({ name, readsLogs }: Pick<DesiredContainer["service"], "name" | "readsLogs">): WorkloadKind =>
  readsLogs ? "DaemonSet" : STATEFUL.has(name) ? "StatefulSet" : "Deployment";
