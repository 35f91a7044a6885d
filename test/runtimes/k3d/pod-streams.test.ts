import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { ApiStatusError, type Api } from "../../../dev/runtimes/k3d/api.ts";
import type { Pod } from "../../../dev/runtimes/k3d/objects.ts";
import { podLogs } from "../../../dev/runtimes/k3d/pod-logs.ts";
import { podStats } from "../../../dev/runtimes/k3d/stats.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { pod } from "../../support/pods.ts";

const instance = { id: "shop-3fa9c1", workingCopy: "/shop" };
const signal = new AbortController().signal;

const answer = (...chunks: readonly string[]): IncomingMessage => {
  const message = new IncomingMessage(new Socket());
  for (const chunk of chunks) message.push(chunk);
  message.push(null);
  return message;
};

/** An API with one pod, or none. */
const api = (pods: readonly Pod[], over: Partial<Api> = {}): Api => ({
  ask: async <T>() => {
    const list: T = JSON.parse(JSON.stringify({ metadata: { resourceVersion: "7" }, items: pods }));
    return list;
  },
  stream: async () => answer(),
  [Symbol.dispose]: () => {},
  ...over,
});

const logged = async (of: Api, options: Parameters<typeof podLogs>[3] = {}): Promise<readonly (readonly string[])[]> => {
  const batches: (readonly string[])[] = [];
  for await (const batch of podLogs(of, instance, "postgres", options, signal)) batches.push(batch.map(({ text }) => text));
  return batches;
};

test("lines come as many at a time as have come, whole, whatever the pieces are", async () => {
  const asked: string[] = [];
  const stream: Api["stream"] = async (path) => {
    asked.push(path);
    return answer("2026-11-21T09:00:00Z one\n2026-11-21T09:00:01Z t", "wo\n2026-11-21T09:00:02Z three\n");
  };
  expect(await logged(api([pod(undefined)], { stream }), { follow: true, tail: 5, since: "1763715600.5" })).toEqual([["one", "two", "three"]]);
  expect(asked).toEqual(["/api/v1/namespaces/neotool-data/pods/postgres-0/log?timestamps=true&follow=true&tailLines=5&sinceTime=2025-11-21T09%3A00%3A00.500Z"]);
});

test("what is younger than asked for ends the log", async () => {
  const stream = async () => answer("2026-11-21T09:00:00Z one\n2026-11-21T09:00:09Z late\n", "2026-11-21T09:00:10Z later\n");
  expect(await logged(api([pod(undefined)], { stream }), { until: "2026-11-21T09:00:05Z" })).toEqual([["one"]]);
});

test("a service without a pod, or whose container has not begun, has no log, and that is no error", async () => {
  expect(await logged(api([]))).toEqual([]);
  expect(await logged(api([pod(undefined)], { stream: () => Promise.reject(new ApiStatusError("GET /log", 400, "container is waiting to start")) }))).toEqual([]);
  await expect(logged(api([pod(undefined)], { stream: () => Promise.reject(new ApiStatusError("GET /log", 500, "broken")) }))).rejects.toMatchObject({ code: "CLUSTER_FAILED" });
});

test("what a pod uses is read from its kubelet, against the limit in its definition", async () => {
  const limited: Pod = { ...pod(undefined), spec: { containers: [{ resources: { limits: { memory: "512Mi" } } }] } };
  const summary = { pods: [{ podRef: { uid: "uid-1" }, containers: [{ cpu: { time: "2026-11-21T09:00:00Z", usageNanoCores: 25_000_000 }, memory: { workingSetBytes: 1024 } }], network: { rxBytes: 10, txBytes: 20 } }] };
  const ask: Api["ask"] = async ({ path }) => JSON.parse(JSON.stringify(path.includes("stats/summary") ? summary : { metadata: { resourceVersion: "7" }, items: [limited] }));
  for await (const stats of podStats(api([], { ask }), instance, "postgres", fakeClock(), signal)) {
    expect(stats).toEqual({ at: "2026-11-21T09:00:00Z", cpuPercent: 2.5, memoryBytes: 1024, memoryLimitBytes: 512 * 1024 * 1024, receivedPerSecond: null, sentPerSecond: null });
    break;
  }
});
