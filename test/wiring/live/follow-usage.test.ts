import { expect, onTestFinished, test } from "vitest";
import { followUsage } from "../../../dev/wiring/live/follow-usage.ts";
import { statsOf } from "../../support/builders.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { fakeRuntime } from "../../support/fake-runtime.ts";

const RUNNING = new Map([["postgres", "2026-11-20T10:00:00Z"]]);

const follow = (answers: readonly (ReadonlyMap<string, number> | Error)[]) => {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  let asked = 0;
  const ask = async () => {
    const answer = answers[asked];
    asked += 1;
    if (answer instanceof Error) throw answer;
    return answer ?? new Promise<never>(() => {}); // the last one is waited for
  };
  const usage = followUsage(fakeRuntime({ postgres: { stats: [] } }), ask, fakeClock(), { everyMs: 1_000, changed: () => {} }, over.signal);
  return { usage, asked: () => asked, connections: () => usage.of("postgres").figures.find(({ key }) => key === "connections")?.value };
};

test("numbers are asked for again and again; when nobody answers any more, nothing is known", async () => {
  const { usage, asked, connections } = follow([new Map([["postgres.connections", 7]]), new Error("connect ECONNREFUSED")]);
  usage.follow(RUNNING);
  await expect.poll(connections).toBe(7);
  await expect.poll(asked).toBe(3);
  expect(connections()).toBe(null);
  expect(usage.of("postgres")).toMatchObject({ startedAt: "2026-11-20T10:00:00Z", stats: null });
});

test("as long as nothing is to be read, nobody is asked", async () => {
  const { usage, asked } = follow([]);
  usage.follow(new Map());
  expect(asked()).toBe(0);
  usage.follow(RUNNING);
  expect(asked()).toBe(1);
});

test("what a service uses is there as soon as it was read", async () => {
  const over = new AbortController();
  onTestFinished(() => over.abort());
  let pictures = 0;
  const runtime = { ...fakeRuntime(), stats: async function* (_service: string, signal: AbortSignal) {
    for (let reading = 1; reading <= 50; reading += 1) yield statsOf({ cpuPercent: reading });
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  } };
  const usage = followUsage(runtime, () => new Promise<never>(() => {}), fakeClock(), { everyMs: 1_000, changed: () => (pictures += 1) }, over.signal);
  usage.follow(RUNNING);
  await expect.poll(() => usage.of("postgres").stats?.cpuPercent).toBe(50);
  expect(pictures).toBeLessThan(5); // fifty readings are not fifty pictures
});
