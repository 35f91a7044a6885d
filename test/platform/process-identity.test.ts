import { expect, test } from "vitest";
import { isAlive, ownIdentity, startTimeOf } from "../../dev/platform/process-identity.ts";
import { nodeProcess, realProcess } from "../support/node-process.ts";
import { until } from "../support/until.ts";

test("this process is alive, and the same at every look", async () => {
  const own = await ownIdentity();
  expect(own.pid).toBe(process.pid);
  expect(own).toEqual(await ownIdentity());
  expect(await isAlive(own)).toBe(true);
});

test("another process that was given the same number is not taken for the one that had it", async () => {
  expect(await isAlive({ pid: process.pid, startedAt: "another time" })).toBe(false);
});

test("a process that has ended is dead, and so is a number that nobody has", async () => {
  await using child = nodeProcess("setInterval(() => {}, 1000); console.log('up')");
  await child.line();
  const startedAt = (await startTimeOf(child.pid)) ?? "";
  expect(await isAlive({ pid: child.pid, startedAt })).toBe(true);
  child.signal("SIGKILL");
  await child.ended;
  expect(await isAlive({ pid: child.pid, startedAt })).toBe(false);
  expect(await startTimeOf(2 ** 22 + 1)).toBeUndefined();
});

test("a process that has ended is dead although its parent never asked for it, and its number is still taken", async () => {
  // The shell becomes a program that does not know of the child.
  await using parent = realProcess("sh", ["-c", 'sleep 0.05 & echo "$!"; exec sleep 600']);
  const zombie = Number(await parent.line());
  await until("the child counts as dead", async () => (await startTimeOf(zombie)) === undefined, 4_000);
  expect(process.kill(zombie, 0)).toBe(true); // its number is not free
});
