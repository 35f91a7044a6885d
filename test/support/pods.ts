import type { ContainerStatus, Pod, Workload } from "../../dev/runtimes/k3d/objects.ts";
import { LABEL } from "../../dev/model/labels.ts";

/** A pod of postgres as Kubernetes describes it; what a test is about is laid over it. */
export const pod = (status: Partial<ContainerStatus> | undefined, over: Partial<Pod["metadata"]> = {}): Pod => ({
  metadata: { name: "postgres-0", namespace: "neotool-data", uid: "uid-1", creationTimestamp: "2026-11-20T10:00:00Z", labels: { [LABEL.service]: "postgres" }, ...over },
  status: { phase: "Running", ...(status && { containerStatuses: [{ restartCount: 0, ...status }] }) },
});

export const workload = (over: Partial<Workload> = {}): Workload => ({
  kind: "StatefulSet",
  metadata: {
    name: "postgres",
    namespace: "neotool-data",
    uid: "uid-w",
    creationTimestamp: "2026-11-20T10:00:00Z",
    labels: { [LABEL.service]: "postgres" },
    annotations: { [LABEL.hash]: "h1", [LABEL.imageId]: "sha256:1", [LABEL.imageReference]: "neotool.local/postgres:18.1" },
  },
  spec: { replicas: 1, template: { spec: {} } },
  ...over,
});
