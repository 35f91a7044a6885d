import { expect, onTestFinished, test, vi } from "vitest";
import { coalesced } from "../../dev/platform/coalesce.ts";
import { throttled } from "../../dev/platform/throttle.ts";

test("the first call acts at once, further ones together at the end of the interval, and idle it has no timer", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let acts = 0;
  using soon = throttled(() => (acts += 1), 100);
  soon();
  expect(acts).toBe(1);
  soon();
  soon();
  expect(acts).toBe(1);
  vi.advanceTimersByTime(100);
  expect(acts).toBe(2);
  vi.advanceTimersByTime(100);
  expect(acts).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});

test("disposed of, it does not act any more", () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let acts = 0;
  const soon = throttled(() => (acts += 1), 100);
  soon();
  soon();
  soon[Symbol.dispose]();
  vi.advanceTimersByTime(1_000);
  expect(acts).toBe(1);
});

test("what is asked for while it is done is done once more, and asks after that begin anew", async () => {
  let runs = 0;
  const act = coalesced(async () => {
    runs += 1;
    await Promise.resolve();
  });
  await Promise.all([act(), act(), act()]);
  expect(runs).toBe(2);
  await act();
  expect(runs).toBe(3);
});

test("a failure reaches everybody who asked, and the next ask begins anew", async () => {
  let runs = 0;
  const act = coalesced(async () => {
    runs += 1;
    if (runs === 1) throw new Error("gone");
  });
  expect((await Promise.allSettled([act(), act()])).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(act()).resolves.toBe(undefined);
});
