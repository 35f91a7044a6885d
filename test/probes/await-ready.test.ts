import { expect, test } from "vitest";
import type { Verdict } from "../../dev/model/probe.ts";
import { awaitReady } from "../../dev/probes/await-ready.ts";
import { fakeClock } from "../support/fake-clock.ts";

const signal = new AbortController().signal;
const no: Verdict = { ready: false, reason: "connection refused" };

/** Says no until the n-th question. */
const readyAt = (n: number) => {
  let asked = 0;
  return async (): Promise<Verdict> => ((asked += 1) >= n ? { ready: true } : no);
};

test("the first question comes at once, and a yes ends the wait", async () => {
  const clock = fakeClock();
  expect(await awaitReady(readyAt(1), { timeoutMs: 1_000, signal }, clock)).toEqual({ ready: true });
  expect(clock.slept).toEqual([]);
});

test("questions back off from 10 ms to 100 ms", async () => {
  const clock = fakeClock();
  await awaitReady(readyAt(10), { timeoutMs: 10_000, signal }, clock);
  expect(clock.slept.map(Math.round)).toEqual([10, 15, 23, 34, 51, 76, 100, 100, 100]);
});

test("the deadline ends it with the last reason", async () => {
  const clock = fakeClock();
  expect(await awaitReady(async () => no, { timeoutMs: 500, signal }, clock)).toEqual(no);
  expect(clock.now()).toBeLessThanOrEqual(500);
});

test("a reason is told once for as long as it stays the same", async () => {
  const told: string[] = [];
  const reasons = ["connection refused", "connection refused", "it starts", "connection refused"];
  const probe = async (): Promise<Verdict> => {
    const reason = reasons.shift();
    return reason === undefined ? { ready: true } : { ready: false, reason };
  };
  await awaitReady(probe, { timeoutMs: 1_000, signal, onReason: (reason) => told.push(reason) }, fakeClock());
  expect(told).toEqual(["connection refused", "it starts", "connection refused"]);
});

test("a refusal ends it at once: waiting does not help", async () => {
  const clock = fakeClock();
  const refused: Verdict = { ready: false, reason: "wrong password", refused: true };
  expect(await awaitReady(async () => refused, { timeoutMs: 500, signal }, clock)).toEqual(refused);
  expect(clock.slept).toEqual([]);
});

test("an abort ends it with its own reason", async () => {
  const controller = new AbortController();
  const reason = new Error("interrupted");
  const probe = async (): Promise<Verdict> => {
    controller.abort(reason);
    return no;
  };
  await expect(awaitReady(probe, { timeoutMs: 500, signal: controller.signal }, fakeClock())).rejects.toBe(reason);
});
