import { expect, onTestFinished, test } from "vitest";
import type { Runtime, RuntimeChange } from "../../../dev/engine/runtime.ts";
import { DevError } from "../../../dev/errors/dev-error.ts";
import { followEngine } from "../../../dev/wiring/live/follow-engine.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { fakeRuntime } from "../../support/fake-runtime.ts";

/** An engine that tells one list of changes after the other, and goes away after each but the last. */
const follow = (...lives: readonly (readonly RuntimeChange[])[]) => {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  const told: string[] = [];
  let life = 0;
  const runtime: Runtime = {
    ...fakeRuntime(),
    watch: async function* (signal) {
      const changes = lives[life] ?? [];
      life += 1;
      const isLast = life >= lives.length;
      for (const change of changes) {
        await Promise.resolve();
        yield change;
      }
      if (isLast) await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      else throw new DevError("ENGINE_FAILED", "The engine went away", { hint: "wait" });
    },
  };
  const watcher = {
    look: async () => void told.push("look"),
    changed: ({ service, kind }: RuntimeChange) => void told.push(`${service} ${kind}`),
    there: () => void told.push("there"),
    gone: () => void told.push("gone"),
    say: (text: string) => void told.push(text),
  };
  const clock = fakeClock();
  return { told, clock, over, ended: followEngine(runtime, watcher, clock, over.signal) };
};

test("every change is told and looked at", async () => {
  const { told, over, ended } = follow([{ service: "kafka", kind: "started" }]);
  await expect.poll(() => told).toContain("there");
  expect(told.slice(0, 2)).toEqual(["look", "kafka started"]);
  expect(told.filter((one) => one === "look")).toHaveLength(2);
  over.abort();
  await ended;
  expect(told.at(-1)).toBe("gone");
});

test("an engine that goes away is said once, waited for, and said to be back", async () => {
  const { told, clock } = follow([], [], []);
  await expect.poll(() => told).toContain("The engine is back.");
  expect(told.filter((text) => text.includes("engine"))).toEqual(["The engine went away. Trying again.", "The engine is back."]);
  expect(clock.slept.length).toBeGreaterThanOrEqual(1);
});
