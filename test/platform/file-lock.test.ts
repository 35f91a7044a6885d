import { createHash } from "node:crypto";
import { readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { lockHolder, takeLock, waitForLock } from "../../dev/platform/file-lock.ts";
import { writeAtomically } from "../../dev/platform/files.ts";
import { ownPlacedIdentity, processPlace } from "../../dev/platform/process-identity.ts";
import { failureOf } from "../support/failure.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { nodeProcess, source } from "../support/node-process.ts";
import { tempDir } from "../support/temp-dir.ts";

/** As left by a process that is gone: nobody has such a start time. */
const DEAD = JSON.stringify({ pid: process.pid, startedAt: "long ago", place: await processPlace(), purpose: "up" });

/** By somebody in another container: what its number means here says nothing. */
const ELSEWHERE = JSON.stringify({ pid: process.pid, startedAt: "long ago", place: "another boot:pid:[1]", purpose: "up" });

/** A process that takes a lock and keeps it until it is killed. */
const holderOf = (path: string) =>
  nodeProcess(`
    import { takeLock } from ${source("dev/platform/file-lock.ts")};
    const { held } = await takeLock(process.env.LOCK, "up");
    console.log(held);
    setInterval(() => {}, 1000);
  `, { LOCK: path });

/** The right to replace a dead owner's lock, as it stands beside it. */
const rightBeside = (path: string, content: string) => `${path}.${createHash("sha256").update(content).digest("hex").slice(0, 8)}`;

test("a free lock is taken, is private, and is gone without a trace when it is let go", async () => {
  await using directory = await tempDir();
  const lock = await takeLock(directory.file("new/lock"), "up");
  expect(lock.held).toBe(true);
  expect(await readdir(directory.file("new"))).toEqual(["lock"]);
  expect((await stat(directory.file("new/lock"))).mode & 0o777).toBe(0o600);
  if (lock.held) await lock.release();
  expect(await readdir(directory.file("new"))).toEqual([]);
});

test("who comes second is told who was first, and for what", async () => {
  await using directory = await tempDir();
  await using first = holderOf(directory.file("lock"));
  expect(await first.line()).toBe("true");
  expect(await takeLock(directory.file("lock"), "down")).toMatchObject({ held: false, holder: { pid: first.pid, purpose: "up" } });
});

test("the lock of a process that was killed is taken over", async () => {
  await using directory = await tempDir();
  await using first = holderOf(directory.file("lock"));
  expect(await first.line()).toBe("true");
  first.signal("SIGKILL");
  await first.ended;
  expect(await takeLock(directory.file("lock"), "up")).toMatchObject({ held: true });
  expect(await readdir(directory.path)).toEqual(["lock"]);
});

test.each([
  ["of a process whose number another one has now", DEAD],
  ["that a power cut left half written", DEAD.slice(0, 12)],
  ["that a power cut left empty", ""],
  ["that holds something else", "null"],
])("a lock %s is taken over", async (_what, content) => {
  await using directory = await tempDir();
  const path = directory.file("lock");
  await writeFile(path, content);
  expect(await takeLock(path, "up")).toMatchObject({ held: true });
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ ...(await ownPlacedIdentity()), purpose: "up" });
});

test("a takeover that was killed in the middle is taken over itself", async () => {
  await using directory = await tempDir();
  const path = directory.file("lock");
  const right = rightBeside(path, DEAD);
  for (const file of [path, right, rightBeside(right, DEAD)]) await writeFile(file, DEAD);
  expect(await takeLock(path, "up")).toMatchObject({ held: true });
  expect(await readdir(directory.path)).toEqual(["lock"]);
});

test("while a live process takes over, it is the holder for everybody else", async () => {
  await using directory = await tempDir();
  const path = directory.file("lock");
  await writeFile(path, DEAD);
  const rival = { ...(await ownPlacedIdentity()), purpose: "restart" };
  await writeFile(rightBeside(path, DEAD), JSON.stringify(rival));
  expect(await takeLock(path, "up")).toEqual({ held: false, holder: { ...rival, whereabouts: "lives" } });
});

const setSilence = (path: string, seconds: number) => utimes(path, Date.now() / 1_000 - seconds, Date.now() / 1_000 - seconds);

test("the lock of somebody in another container is left alone for as long as it is renewed, and is taken over afterwards", async () => {
  await using directory = await tempDir();
  const path = directory.file("lock");
  await writeFile(path, ELSEWHERE);
  await setSilence(path, 50);
  const holder = { pid: process.pid, purpose: "up", whereabouts: "elsewhere" };
  expect(await takeLock(path, "down")).toMatchObject({ held: false, holder });
  expect(await lockHolder(path)).toMatchObject(holder);
  await setSilence(path, 61);
  expect(await lockHolder(path)).toBeUndefined();
  expect(await takeLock(path, "down")).toMatchObject({ held: true });
  expect(await readdir(directory.path)).toEqual(["lock"]);
});

test("a lock is renewed for whoever cannot see its holder, until it is let go", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  await using directory = await tempDir();
  const path = directory.file("lock");
  const lock = await takeLock(path, "up");
  await setSilence(path, 100);
  vi.advanceTimersByTime(15_000);
  await expect.poll(async () => Date.now() - (await stat(path)).mtimeMs).toBeLessThan(50_000);
  if (lock.held) await lock.release();
  expect(vi.getTimerCount()).toBe(0);
});

test("letting go twice does not take the lock from who came after the first time", async () => {
  await using directory = await tempDir();
  const first = await takeLock(directory.file("lock"), "up");
  if (first.held) await first.release();
  expect(await takeLock(directory.file("lock"), "down")).toMatchObject({ held: true });
  if (first.held) await first.release();
  expect(await takeLock(directory.file("lock"), "up")).toMatchObject({ held: false, holder: { purpose: "down" } });
});

test("of many that want it at once in one process, one gets it", async () => {
  await using directory = await tempDir();
  const results = await Promise.all(Array.from({ length: 20 }, () => takeLock(directory.file("lock"), "up")));
  expect(results.filter(({ held }) => held)).toHaveLength(1);
  expect(await readdir(directory.path)).toEqual(["lock"]);
});

test("of ten processes that find dead owners' locks at once, exactly one takes each over", async () => {
  await using directory = await tempDir();
  const locks = Array.from({ length: 20 }, (_, index) => directory.file(`lock-${index}`));
  for (const path of locks) await writeFile(path, DEAD);
  const racer = `
    import { existsSync, readFileSync } from "node:fs";
    import { takeLock } from ${source("dev/platform/file-lock.ts")};
    console.log("at the line");
    while (!existsSync(process.env.GO)) await new Promise((look) => setTimeout(look, 5));
    while (Date.now() < Number(readFileSync(process.env.GO, "utf8"))); // all off at the same millisecond
    const results = await Promise.all(JSON.parse(process.env.LOCKS).map(async (path) => (await takeLock(path, "up")).held));
    console.log(JSON.stringify(results));
    setInterval(() => {}, 1000); // a winner that ends would be a dead owner again
  `;
  await using racers = new AsyncDisposableStack();
  const processes = Array.from({ length: 10 }, () => racers.use(nodeProcess(racer, { GO: directory.file("go"), LOCKS: JSON.stringify(locks) })));
  for (const one of processes) expect(await one.line()).toBe("at the line");
  await writeAtomically(directory.file("go"), String(Date.now() + 100));
  const results = await Promise.all(processes.map(async (one): Promise<readonly boolean[]> => JSON.parse((await one.line()) ?? "[]")));
  const winners = locks.map((_path, index) => results.filter((held) => held[index] === true).length);
  expect(winners).toEqual(locks.map(() => 1));
  expect((await readdir(directory.path)).sort()).toEqual(["go", ...locks.map((path) => basename(path))].sort());
}, 20_000);

test("a waiter gets the lock when its holder lets go, and says meanwhile for whom it waits", async () => {
  await using directory = await tempDir();
  const first = await takeLock(directory.file("lock"), "building kafka");
  const clock = fakeClock();
  const seen: string[] = [];
  const onWait = ({ pid, purpose }: { pid: number; purpose: string }) => {
    seen.push(`${pid} is ${purpose}`);
    if (seen.length === 3 && first.held) void first.release();
  };
  await using _second = await waitForLock(directory.file("lock"), "building vault", clock, onWait, new AbortController().signal);
  expect(seen.slice(0, 3)).toEqual(Array(3).fill(`${process.pid} is building kafka`));
  expect(clock.slept.length).toBe(seen.length);
});

test("an interruption ends the wait for a lock", async () => {
  await using directory = await tempDir();
  await takeLock(directory.file("lock"), "building kafka");
  const interrupt = new AbortController();
  const waiting = waitForLock(directory.file("lock"), "up", fakeClock(), () => interrupt.abort(new Error("Ctrl+C")), interrupt.signal);
  await expect(waiting).rejects.toThrow("Ctrl+C");
  expect(await readdir(directory.path)).toEqual(["lock"]);
});

test("a lock that cannot be made says where and why", async () => {
  await using directory = await tempDir();
  await writeFile(directory.file("file"), "");
  const path = directory.file("file/lock");
  expect(await failureOf(takeLock(path, "up"))).toMatchObject({ code: "STATE_UNWRITABLE", message: `${path} cannot be written`, hint: expect.stringContaining(dirname(path)) });
});
