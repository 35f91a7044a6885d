import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import type { Api } from "../../../dev/runtimes/k3d/api.ts";
import type { Pod } from "../../../dev/runtimes/k3d/objects.ts";
import { refused } from "../../../dev/runtimes/k3d/refusals.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { pod } from "../../support/pods.ts";

const instance = { id: "shop-3fa9c1", workingCopy: "/shop" };
const noRoom = (uid: string) => ({ reason: "FailedScheduling", message: "0/1 nodes are available: 1 Insufficient memory.", involvedObject: { name: "postgres-0", uid } });
const conditioned = (status: "True" | "False"): Pod => {
  const one = pod(undefined);
  return { ...one, status: { ...one.status, conditions: [{ type: "PodScheduled", status }] } };
};

/** What has been said before anybody asked, and a watch that brings nothing and goes on. */
const watched = async (events: readonly object[], pods: readonly Pod[]): Promise<unknown> => {
  const over = new AbortController();
  const api: Api = {
    ask: async ({ path }) => JSON.parse(JSON.stringify({ metadata: { resourceVersion: "7" }, items: path.includes("/events") ? events : pods })),
    stream: async () => {
      const silent = new IncomingMessage(new Socket());
      over.signal.addEventListener("abort", () => silent.destroy());
      setImmediate(() => over.abort(new Error("nothing was refused")));
      return silent;
    },
    [Symbol.dispose]: () => {},
  };
  return await refused(api, instance, "postgres", fakeClock(), over.signal).catch((error: unknown) => error);
};

test("what the scheduler said of a pod before anybody watched counts: it says it only once in minutes", async () => {
  expect(await watched([noRoom("uid-1")], [conditioned("False")])).toMatchObject({ code: "SERVICE_NOT_READY", message: expect.stringContaining("Insufficient memory") });
});

test.each([
  ["of a pod that has found its place since", [noRoom("uid-1")], [conditioned("True")]],
  ["of a pod of the same name that is gone", [noRoom("uid-0")], [conditioned("False")]],
])("what was said %s is over", async (_of, events, pods) => {
  expect(await watched(events, pods)).not.toMatchObject({ code: "SERVICE_NOT_READY" });
});
