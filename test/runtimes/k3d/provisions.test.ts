import { expect, test } from "vitest";
import { provisionOf } from "../../../dev/runtimes/k3d/provisions.ts";

type SpecifiedPod = Parameters<typeof provisionOf>[0];
type Spec = SpecifiedPod["spec"];

const pod = (spec: Spec, imageID?: string): SpecifiedPod => ({
  metadata: { name: "postgres-0", namespace: "data", uid: "1", creationTimestamp: "2026-11-20T10:00:00Z" },
  spec,
  status: { containerStatuses: [{ restartCount: 0, ...(imageID !== undefined && { imageID }) }] },
});

test("what a pod was given stands in its own words", () => {
  const spec: Spec = {
    securityContext: { runAsUser: 999 },
    containers: [
      {
        image: "postgres:18.1",
        args: ["-c", "fsync=off"],
        env: [{ name: "POSTGRES_DB", value: "shop" }, { name: "POSTGRES_PASSWORD", valueFrom: { secretKeyRef: {} } }],
        resources: { limits: { memory: "512Mi", cpu: "1" } },
        securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { add: ["NET_ADMIN"], drop: ["ALL"] } },
        volumeMounts: [
          { name: "data", mountPath: "/var/lib/postgresql" },
          { name: "files", mountPath: "/etc/postgresql" },
          { name: "logs", mountPath: "/logs", readOnly: true },
          { name: "shm", mountPath: "/dev/shm" },
        ],
      },
    ],
    volumes: [{ name: "data", persistentVolumeClaim: {} }, { name: "files" }, { name: "logs", hostPath: {} }, { name: "shm", emptyDir: {} }],
  };
  expect(provisionOf(pod(spec, `docker.io/library/postgres@sha256:${"a".repeat(64)}`), undefined)).toEqual({
    image: { reference: "postgres:18.1", digests: [`sha256:${"a".repeat(64)}`], isOutdated: false },
    command: ["-c", "fsync=off"],
    env: new Map([["POSTGRES_DB", "shop"], ["POSTGRES_PASSWORD", undefined]]),
    mounts: [
      { path: "/var/lib/postgresql", kind: "data" },
      { path: "/etc/postgresql", kind: "config" },
      { path: "/logs", kind: "config" },
      { path: "/dev/shm", kind: "temporary" },
    ],
    memory: "512Mi",
    cpu: "1",
    user: "999",
    hasReadOnlyRoot: true,
    isPrivileged: false,
    mayGainRights: false,
    addedCapabilities: ["NET_ADMIN"],
    droppedCapabilities: ["ALL"],
    replicas: 1,
  });
});

test("an image that was put into the node by hand has no digest of a registry's", () => {
  const spec: Spec = { containers: [{ image: "neotool.local/postgres:18.1" }] };
  expect(provisionOf(pod(spec, `sha256:${"b".repeat(64)}`), undefined)).toMatchObject({ image: { digests: [] }, env: new Map(), mounts: [], mayGainRights: true });
});
