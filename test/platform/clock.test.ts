import { expect, test } from "vitest";
import { atMost, systemClock } from "../../dev/platform/clock.ts";

test("time does not go back, and a slept millisecond has passed", async () => {
  const before = systemClock.now();
  await systemClock.sleep(1);
  expect(systemClock.now()).toBeGreaterThan(before);
});

test("an interruption ends a sleep at once with its own reason, also one that was not begun", async () => {
  const interrupt = new AbortController();
  const sleeping = systemClock.sleep(3_600_000, interrupt.signal);
  const reason = new Error("Ctrl+C");
  interrupt.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(systemClock.sleep(3_600_000, interrupt.signal)).rejects.toBe(reason);
});

test("what has come in time leaves no sleep behind, and what fails is thrown", async () => {
  const asleep: (AbortSignal | undefined)[] = [];
  const sleep = (ms: number, signal?: AbortSignal) => (asleep.push(signal), systemClock.sleep(ms, signal));
  await atMost(3_600_000, Promise.resolve(), { sleep });
  await expect(atMost(3_600_000, Promise.reject(new Error("refused")), { sleep })).rejects.toThrow("refused");
  expect(asleep.map((signal) => signal?.aborted)).toEqual([true, true]);
  await atMost(1, new Promise(() => {}), systemClock);
});
