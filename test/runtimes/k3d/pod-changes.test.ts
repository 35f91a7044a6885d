import { expect, test } from "vitest";
import { endsOf, exitOf, stuckOf } from "../../../dev/runtimes/k3d/exited.ts";
import { nameInNode } from "../../../dev/runtimes/k3d/node-images.ts";
import { lineFrom } from "../../../dev/runtimes/k3d/pod-logs.ts";
import { changesBetween } from "../../../dev/runtimes/k3d/watch-pods.ts";
import { pod } from "../../support/pods.ts";

const running = pod({ state: { running: { startedAt: "2026-11-20T10:00:05Z" } } });
const end = { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-11-20T10:00:09Z" };
const again = pod({ restartCount: 1, state: { running: { startedAt: "2026-11-20T10:00:10Z" } }, lastState: { terminated: end } });

test.each([
  ["is made", undefined, { type: "ADDED", object: pod(undefined) }, ["created"]],
  ["is found running", undefined, { type: "ADDED", object: running }, ["created", "started"]],
  ["starts", pod(undefined), { type: "MODIFIED", object: running }, ["started"]],
  ["is told of twice", running, { type: "MODIFIED", object: running }, []],
  ["ends", running, { type: "MODIFIED", object: pod({ state: { terminated: { ...end, reason: "Error" } } }) }, ["ended"]],
  ["ends and starts between two messages", running, { type: "MODIFIED", object: again }, ["out-of-memory", "ended", "started"]],
  ["goes on after that", again, { type: "MODIFIED", object: again }, []],
  ["is removed", running, { type: "DELETED", object: running }, ["removed"]],
] as const)("a pod that %s", (_what, before, message, kinds) => {
  expect(changesBetween(before, message)).toEqual(kinds);
});

test("the first end since somebody waits counts, and none from before", () => {
  expect(exitOf(running, 0)).toBeUndefined();
  expect(exitOf(again, 0)).toEqual({ exitCode: 137, outOfMemory: true });
  expect(exitOf(again, 1)).toBeUndefined();
  expect(exitOf(pod({ restartCount: 1, lastState: { terminated: { exitCode: 255, reason: "Unknown" } } }), 0)).toBeUndefined(); // lost with its node
  expect(exitOf(pod({ state: { terminated: { exitCode: 0, reason: "Completed" } } }), 0)).toEqual({ exitCode: 0, outOfMemory: false });
});

test("a container that Kubernetes is about to start again had ended before: only its next end counts", () => {
  const killed = pod({ state: { terminated: end } });
  const before = endsOf(killed);
  expect([killed, again, running].map((one) => exitOf(one, before))).toEqual([undefined, undefined, undefined]);
  const killedAgain = pod({ restartCount: 1, state: { terminated: { exitCode: 1, reason: "Error" } }, lastState: { terminated: end } });
  expect(exitOf(killedAgain, before)).toEqual({ exitCode: 1, outOfMemory: false });
});

test("a pod that will never run says why, and one that is only slow does not", () => {
  expect(stuckOf(pod({ state: { waiting: { reason: "ErrImageNeverPull", message: "not present with pull policy of Never" } } }))).toBe("its image is not in the cluster's node (ErrImageNeverPull: not present with pull policy of Never)");
  expect(stuckOf(pod({ state: { waiting: { reason: "ContainerCreating" } } }))).toBeUndefined();
  const notYetRead = "failed to sync secret cache: timed out waiting for the condition";
  expect(stuckOf(pod({ state: { waiting: { reason: "CreateContainerConfigError", message: notYetRead } } }))).toBeUndefined();
  expect(stuckOf(pod({ state: { waiting: { reason: "CreateContainerConfigError", message: 'secret "vault-secrets" not found' } } }))).toContain("names something that is not there");
});

test.each([
  ["postgres:18.1", "docker.io/library/postgres:18.1"],
  ["apache/kafka:3.7.0", "docker.io/apache/kafka:3.7.0"],
  ["quay.io/minio/minio:RELEASE.2025", "quay.io/minio/minio:RELEASE.2025"],
  ["neotool.local/postgres:18.1", "neotool.local/postgres:18.1"],
  ["localhost/own:1", "localhost/own:1"],
])("%s is %s in a node", (reference, name) => {
  expect(nameInNode(reference)).toBe(name);
});

test("a line of the API is its time and its text, whatever is in it", () => {
  expect(lineFrom("postgres", "2026-11-21T09:00:00.123456789Z a  line\r")).toEqual({ service: "postgres", stream: "stdout", at: "2026-11-21T09:00:00.123456789Z", text: "a  line" });
  expect(lineFrom("postgres", "2026-11-21T09:00:00Z ")).toMatchObject({ text: "" });
  expect(lineFrom("postgres", "no time at all")).toMatchObject({ at: "", text: "no time at all" });
});
