import { expect, test } from "vitest";
import { isFromBefore, observedFrom } from "../../../dev/runtimes/k3d/observed-workloads.ts";
import { started, stopped } from "../../../dev/runtimes/k3d/replicas.ts";
import { pod, workload } from "../../support/pods.ts";

const at = "2026-11-20T10:00:05Z";
const crashed = { exitCode: 1, reason: "Error", finishedAt: "2026-11-20T10:00:06Z" };

test("a service that runs says what it was made from, where it is, and since when", () => {
  expect(observedFrom(workload(), [pod({ state: { running: { startedAt: at } } })], { 5432: 15432 })).toEqual({
    id: "uid-1",
    name: "neotool-data/postgres-0",
    service: "postgres",
    hash: "h1",
    state: "running",
    imageId: "sha256:1",
    imageReference: "neotool.local/postgres:18.1",
    startedAt: at,
    exitCode: 0,
    outOfMemory: false,
    readsLogs: false,
    ports: { 5432: 15432 },
  });
});

test.each([
  ["none: a start asks for it again", [], { state: "exited", exitCode: 0 }],
  ["one that is being made", [pod({ state: { waiting: { reason: "ContainerCreating" } } })], { state: "running", exitCode: 0 }],
  ["one whose container ended", [pod({ state: { terminated: crashed } })], { state: "exited", exitCode: 1 }],
  ["one that the kubelet has lost patience with", [pod({ state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: { ...crashed, exitCode: 137, reason: "OOMKilled" } } })], { state: "exited", exitCode: 137, outOfMemory: true }],
  ["one of another service", [pod({ state: { running: { startedAt: at } } }, { labels: { "dev.neotool.service": "vault" } })], { state: "exited", startedAt: "" }],
  ["one whose image was taken from the node", [pod({ state: { waiting: { reason: "ErrImageNeverPull" } } })], { state: "exited", stuck: expect.stringContaining("its image is not in the cluster's node") }],
])("its pod: %s", (_what, pods, expected) => {
  expect(observedFrom(workload(), pods, {})).toMatchObject(expected);
});

test("of two pods the newer one counts, and one on its way out only where there is no other", () => {
  const old = pod({ state: { running: { startedAt: at } } }, { uid: "old", deletionTimestamp: "2026-11-20T10:01:00Z", creationTimestamp: "2026-11-20T10:00:30Z" });
  const fresh = pod({ state: { running: { startedAt: at } } }, { uid: "new", creationTimestamp: "2026-11-20T10:00:20Z" });
  expect(observedFrom(workload(), [old, fresh], {}).id).toBe("new");
  expect(observedFrom(workload(), [old], {}).id).toBe("old");
});

test.each(["StatefulSet", "Deployment", "DaemonSet"] as const)("a %s that was stopped has ended well, and is on its way while it has a pod", (kind) => {
  const spec = kind === "DaemonSet" ? { template: { spec: { nodeSelector: { "dev.neotool.stopped": "true" } } } } : { replicas: 0, template: { spec: {} } };
  expect(stopped(kind)).toMatchObject({ spec: kind === "DaemonSet" ? spec : { replicas: 0 } });
  expect(observedFrom(workload({ kind, spec }), [], {})).toMatchObject({ state: "exited", exitCode: 0, id: "uid-w" });
  expect(observedFrom(workload({ kind, spec }), [pod({ state: { running: { startedAt: at } } })], {})).toMatchObject({ state: "removing" });
});

test("starting takes back what stopping did", () => {
  expect(started("StatefulSet")).toEqual({ spec: { replicas: 1 } });
  expect(started("DaemonSet")).toEqual({ spec: { template: { spec: { nodeSelector: { "dev.neotool.stopped": null } } } } });
});

test.each([
  ["before its node was started", "2026-11-20T10:00:04Z", true],
  ["in the same second", "2026-11-20T10:00:05Z", false],
  ["after it", "2026-11-20T10:00:06Z", false],
])("a container that runs since %s is of an earlier life: %s, %s", (_what, startedAt, expected) => {
  expect(isFromBefore("2026-11-20T10:00:05.900Z", pod({ state: { running: { startedAt } } }))).toBe(expected);
  expect(isFromBefore("2026-11-20T10:00:05.900Z", pod(undefined))).toBe(false);
});
