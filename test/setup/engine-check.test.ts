import { afterEach, beforeEach, expect, test } from "vitest";
import { reportError } from "../../dev/errors/format.ts";
import { ownIdentity, startTimeOf } from "../../dev/platform/process-identity.ts";
import { checkEngine } from "../../dev/setup/engine-check.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { fakeEngine, type FakeEngine, type Overrides } from "../support/fake-engine.ts";
import { failureOf } from "../support/failure.ts";

const image = { reference: "busybox:1.37", id: "sha256:b", sizeBytes: 1, standInFor: null, softwareVersion: null } as const;

let fake: FakeEngine;
const open = async (overrides: Overrides = {}) => {
  await fake?.[Symbol.asyncDispose]();
  fake = await fakeEngine({ overrides });
};
beforeEach(() => open());
afterEach(() => fake[Symbol.asyncDispose]());

const check = (signal = new AbortController().signal, clock = fakeClock()) => checkEngine(fake.engine, image, clock, signal);

test("an engine that works is tried with a network, a volume, a port and two containers, and left as it was", async () => {
  fake.containers.plant("containers", "somebody-elses", { "com.example": "1" });
  await check();
  expect(fake.containers.all()).toEqual(["container somebody-elses"]);
  for (const call of ["POST /networks/create", "POST /volumes/create", "POST /containers/create"]) expect(fake.calls).toContain(call);
});

test.each([
  ["does not publish ports", { word: null }, "answer on a published port"],
  ["lets something else answer on the port", { word: "<html>hello" }, 'answer on a published port: it answered "<html>hello"'],
  ["does not connect containers", { clientExit: 1 }, "connect two containers by name: wget in a container ended with code 1"],
])("an engine that %s is told so, and left as it was", async (_what, faults, words) => {
  Object.assign(fake.containers.faults, faults);
  const failure = await failureOf(check());
  expect(failure).toMatchObject({ code: "ENGINE_UNFIT", message: expect.stringContaining(`The engine runs, but it could not ${words}`) });
  expect(fake.containers.all()).toEqual([]);
});

test.each([
  ["POST /networks/create", "make a network"],
  ["POST /volumes/create", "make a volume"],
  ["POST /containers/create", "make a container"],
])("an engine that refuses %s is told with what it could not do and its own words", async (call, what) => {
  await open({ [call]: ({ answer }) => answer(500, { message: "iptables: No chain by that name" }) });
  const failure = await failureOf(check());
  expect(failure.message).toMatch(new RegExp(`^The engine runs, but it could not ${what}: .*iptables: No chain by that name`));
  expect(reportError(failure).cause).toBeNull();
  expect(fake.containers.all()).toEqual([]);
});

test("what a check that was killed left behind is cleared, what one that runs needs is not", async () => {
  const { pid } = await ownIdentity();
  fake.containers.plant("containers", "of-a-dead-check", { "dev.neotool.check": `${pid} long ago` });
  fake.containers.plant("networks", "of-a-dead-check-net", { "dev.neotool.check": "nonsense" });
  fake.containers.plant("volumes", "of-a-reused-number", { "dev.neotool.check": `${process.ppid} another time` });
  await check();
  expect(fake.containers.all()).toEqual([]);
});

test("a check of another process that runs at the same time is not disturbed", async () => {
  fake.containers.plant("containers", "of-a-live-check", { "dev.neotool.check": `${process.ppid} ${await startTimeOf(process.ppid)}` });
  await check();
  expect(fake.containers.all()).toEqual(["container of-a-live-check"]);
});

test("an interruption ends the check, and leaves the engine as it was", async () => {
  fake.containers.faults.word = null;
  const interrupt = new AbortController();
  const clock = { ...fakeClock(), sleep: async (_ms: number, signal?: AbortSignal) => (interrupt.abort(new Error("Ctrl+C")), signal?.throwIfAborted()) };
  await expect(check(interrupt.signal, clock)).rejects.toThrow(/^Ctrl\+C$/);
  expect(fake.containers.all()).toEqual([]);
});
