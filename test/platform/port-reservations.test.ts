import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { systemClock } from "../../dev/platform/clock.ts";
import { portReservations } from "../../dev/platform/port-reservations.ts";
import { takeLock } from "../../dev/platform/file-lock.ts";
import { nodeProcess, source } from "../support/node-process.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { tempDir } from "../support/temp-dir.ts";

const signal = new AbortController().signal;

/** The first port from 20000 on that nobody has reserved. */
const first = async (isReserved: (port: number) => boolean): Promise<number> => {
  let port = 20_000;
  while (isReserved(port)) port += 1;
  return port;
};

const one = (port: number): readonly number[] => [port];

test("what one instance has chosen is reserved for every other, until it lets go", async () => {
  await using cache = await tempDir();
  const [mine, other] = await Promise.all([portReservations(cache.path, systemClock, signal), portReservations(cache.path, systemClock, signal)]);
  expect(await mine.choose(first, one)).toBe(20_000);
  expect(await other.choose(first, one)).toBe(20_001);
  await mine.release();
  expect(await (await portReservations(cache.path, systemClock, signal)).choose(first, one)).toBe(20_000);
});

test("who chooses again may have what it had, and gives back what it does not take", async () => {
  await using cache = await tempDir();
  const mine = await portReservations(cache.path, systemClock, signal);
  expect(await mine.choose(async () => [20_000, 20_001], (ports) => ports)).toEqual([20_000, 20_001]);
  expect(await mine.choose(first, one)).toBe(20_000);
  const other = await portReservations(cache.path, systemClock, signal);
  expect(await other.choose(first, one)).toBe(20_001);
});

test("nobody chooses while another one still does, however long that takes", async () => {
  await using cache = await tempDir();
  const moments: string[] = [];
  const begun = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const slow = await portReservations(cache.path, systemClock, signal);
  const choosing = slow.choose(async (isReserved) => {
    moments.push("the first begins");
    begun.resolve();
    await asked.promise;
    moments.push("the first has chosen");
    return first(isReserved);
  }, one);
  await begun.promise;
  // The second finds the lock taken, and waits: that is when the first goes on.
  const clock = { ...systemClock, sleep: (ms: number) => (asked.resolve(), systemClock.sleep(Math.min(ms, 1))) };
  const quick = await portReservations(cache.path, clock, signal);
  const next = quick.choose((isReserved) => (moments.push("the second begins"), first(isReserved)), one);
  expect([await choosing, await next]).toEqual([20_000, 20_001]);
  expect(moments).toEqual(["the first begins", "the first has chosen", "the second begins"]);
});

test("processes that choose at the same moment never get the same port", async () => {
  await using cache = await tempDir();
  const chooser = `
    import { existsSync } from "node:fs";
    import { portReservations } from ${source("dev/platform/port-reservations.ts")};
    import { systemClock } from ${source("dev/platform/clock.ts")};
    const reservations = await portReservations(process.env.CACHE, systemClock, new AbortController().signal);
    console.log("ready");
    while (!existsSync(process.env.GO)) await new Promise((look) => setTimeout(look, 1));
    const choice = async (isReserved) => { let port = 20000; while (isReserved(port)) port += 1; return port; };
    console.log(await reservations.choose(choice, (port) => [port]));
    setInterval(() => {}, 1000);
  `;
  await using stack = new AsyncDisposableStack();
  const processes = Array.from({ length: 3 }, () => stack.use(nodeProcess(chooser, { CACHE: cache.path, GO: cache.file("go") })));
  for (const each of processes) expect(await each.line()).toBe("ready");
  await writeFile(cache.file("go"), "");
  const ports = await Promise.all(processes.map((each) => each.line()));
  expect(ports.sort()).toEqual(["20000", "20001", "20002"]);
}, 20_000);

test("what a dead process had reserved is free, and disappears from the ledger", async () => {
  await using cache = await tempDir();
  await writeFile(cache.file("ports.json"), JSON.stringify([{ port: 20_000, pid: process.pid, startedAt: "long ago", by: "x" }]));
  const mine = await portReservations(cache.path, systemClock, signal);
  expect(await mine.choose(first, one)).toBe(20_000);
  await mine.release();
  expect(JSON.parse(await readFile(cache.file("ports.json"), "utf8"))).toEqual([]);
});

test.each(["", "{", '{"port":1}', '[{"port":"x"}]'])("a ledger that cannot be read (%j) is begun anew", async (content) => {
  await using cache = await tempDir();
  await writeFile(cache.file("ports.json"), content);
  const mine = await portReservations(cache.path, systemClock, signal);
  expect(await mine.choose(first, one)).toBe(20_000);
});

test("a choice that fails reserves nothing and lets the next one choose", async () => {
  await using cache = await tempDir();
  const mine = await portReservations(cache.path, systemClock, signal);
  await expect(mine.choose(() => Promise.reject(new Error("port 5432 is taken")), one)).rejects.toThrow("port 5432 is taken");
  expect(await (await portReservations(cache.path, systemClock, signal)).choose(first, one)).toBe(20_000);
});

test("an interruption ends the wait for a choice, but does not keep anybody from letting go", async () => {
  await using cache = await tempDir();
  const interrupt = new AbortController();
  const mine = await portReservations(cache.path, fakeClock(), interrupt.signal);
  expect(await mine.choose(first, one)).toBe(20_000);
  const lock = await takeLock(cache.file("ports.lock"), "choosing ports");
  interrupt.abort(new Error("Ctrl+C"));
  await expect(mine.choose(first, one)).rejects.toThrow("Ctrl+C");
  if (lock.held) await lock.release();
  await mine.release();
  expect(JSON.parse(await readFile(cache.file("ports.json"), "utf8"))).toEqual([]);
});
