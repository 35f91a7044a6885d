import { expect, test } from "vitest";
import type { Runtime } from "../../../dev/engine/runtime.ts";
import { followStats } from "../../../dev/wiring/live/follow-stats.ts";
import { statsOf } from "../../support/builders.ts";
import { fakeRuntime } from "../../support/fake-runtime.ts";

/** A runtime whose readings go on until they are no longer wanted, or are cut off. */
const endless = () => {
  const open = new Map<string, number>();
  const cut = new Map<string, () => void>();
  const runtime: Runtime = {
    ...fakeRuntime(),
    stats: async function* (service, signal) {
      open.set(service, (open.get(service) ?? 0) + 1);
      yield statsOf({ memoryBytes: open.get(service) ?? 0 });
      await new Promise<void>((resolve, reject) => {
        cut.set(service, () => reject(new Error("the engine went away")));
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
  return { runtime, open, cut };
};

const follow = (runtime: Runtime) => {
  const told: string[] = [];
  const over = new AbortController();
  const follower = followStats(runtime, (service, stats) => told.push(`${service} ${stats === null ? "nothing" : stats.memoryBytes}`), over.signal);
  return { told, over, follow: (running: Readonly<Record<string, string>>) => follower.follow(new Map(Object.entries(running))) };
};

test("what runs is read, once for each start; what runs no longer is known no longer", async () => {
  const { runtime } = endless();
  const { told, follow: now } = follow(runtime);
  now({ kafka: "10:00" });
  now({ kafka: "10:00" });
  await expect.poll(() => told).toEqual(["kafka 1"]);
  now({ kafka: "10:05" });
  await expect.poll(() => told).toEqual(["kafka 1", "kafka nothing", "kafka 2"]);
  now({});
  expect(told).toEqual(["kafka 1", "kafka nothing", "kafka 2", "kafka nothing"]);
});

test("a reading that is cut off is begun again when the service is still told to run", async () => {
  const { runtime, cut, open } = endless();
  const { told, follow: now } = follow(runtime);
  now({ kafka: "10:00" });
  await expect.poll(() => told).toEqual(["kafka 1"]);
  cut.get("kafka")?.();
  await expect.poll(() => told).toEqual(["kafka 1", "kafka nothing"]);
  expect(open.get("kafka")).toBe(1); // not by itself: an engine that is gone would be asked without end
  now({ kafka: "10:00" });
  await expect.poll(() => told).toEqual(["kafka 1", "kafka nothing", "kafka 2"]);
});

test("after its end it says nothing more", async () => {
  const { runtime } = endless();
  const { told, over, follow: now } = follow(runtime);
  now({ kafka: "10:00" });
  await expect.poll(() => told).toEqual(["kafka 1"]);
  over.abort();
  now({ kafka: "10:00", vault: "10:00" });
  expect(told).toEqual(["kafka 1"]);
});
