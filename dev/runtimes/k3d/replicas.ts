import { NOWHERE } from "./manifests/without-pods.ts";
import type { Workload } from "./objects.ts";
import type { WorkloadKind } from "./api-paths.ts";

/** What makes a workload have no pod. A DaemonSet cannot be told so in any other way. */
export const stopped = (kind: WorkloadKind): object => (kind === "DaemonSet" ? ofNodes(NOWHERE) : { spec: { replicas: 0 } });

/** What makes it have one. `null` takes a label away. */
export const started = (kind: WorkloadKind): object => (kind === "DaemonSet" ? ofNodes(Object.fromEntries(Object.keys(NOWHERE).map((label) => [label, null]))) : { spec: { replicas: 1 } });

const ofNodes = (nodeSelector: Readonly<Record<string, string | null>>): object => ({ spec: { template: { spec: { nodeSelector } } } });

export const isStopped = ({ kind, spec }: Workload): boolean => {
  const chosen = spec.template.spec.nodeSelector ?? {};
  return kind === "DaemonSet" ? Object.keys(NOWHERE).every((label) => label in chosen) : spec.replicas === 0;
};
