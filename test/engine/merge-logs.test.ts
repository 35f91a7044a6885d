import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { mergeLogs } from "../../dev/engine/merge-logs.ts";
import type { LogLine } from "../../dev/engine/runtime.ts";
import { DevError } from "../../dev/errors/dev-error.ts";
import { systemClock } from "../../dev/platform/clock.ts";
import { fakeClock } from "../support/fake-clock.ts";
import { failureOf } from "../support/failure.ts";
import { heapInUse } from "../support/heap.ts";
import { batches, engineTime, linesOf, logLine } from "../support/log-lines.ts";

type Log = AsyncIterable<readonly LogLine[]>;

const line = (service: string, second: number): LogLine => logLine(`${service}${second}`, { service, at: engineTime(second) });
const log = (service: string, ...each: readonly (readonly number[])[]): Log => batches(...each.map((seconds) => seconds.map((second) => line(service, second))));
const texts = (lines: readonly LogLine[]): readonly string[] => lines.map(({ text }) => text);

/** A log that says nothing, and does not end. */
async function* silent(): Log {
  await new Promise(() => {});
}

/** A log whose lines come when a test says so. */
const handFed = () => {
  const waiting: LogLine[][] = [];
  let isNews = Promise.withResolvers<void>();
  const source = async function* (): Log {
    for (;;) {
      const batch = waiting.shift();
      if (batch) yield batch;
      else {
        await isNews.promise;
        isNews = Promise.withResolvers();
      }
    }
  };
  return { log: source(), feed: (...lines: LogLine[]) => (waiting.push(lines), isNews.resolve()) };
};

test("logs that end become one in the order of time, however their lines come", async () => {
  const merged = mergeLogs([log("a", [1, 4], [5]), log("b", [2], [3, 9]), log("c"), log("d", [], [0])], { clock: systemClock });
  expect(texts(await linesOf(merged))).toEqual(["d0", "a1", "b2", "b3", "a4", "a5", "b9"]);
});

test("lines of the same moment keep the order of their logs, and a log keeps its own", async () => {
  expect(texts(await linesOf(mergeLogs([log("a", [1, 1]), log("b", [1])], { clock: systemClock })))).toEqual(["a1", "a1", "b1"]);
  expect(texts(await linesOf(mergeLogs([log("a", [5, 2, 6]), log("b", [4])], { clock: systemClock })))).toEqual(["b4", "a5", "a2", "a6"]);
});

test("when following, a log that waits holds the others back for the window and not longer", async () => {
  const clock = fakeClock();
  const merged = mergeLogs([silent(), log("b", [1, 2])], { clock, windowMs: 50 })[Symbol.asyncIterator]();
  expect(texts((await merged.next()).value ?? [])).toEqual(["b1", "b2"]);
  expect(clock.now()).toBeGreaterThanOrEqual(50);
  expect(clock.now()).toBeLessThanOrEqual(60);
});

test("when following, a line that comes a little late still goes before a later one", async () => {
  let now = 0;
  const [a, b] = [handFed(), handFed()];
  // Each look takes its time: the late line comes at the third.
  const clock = { ...fakeClock(), now: () => now, sleep: async () => ((now += 10), now === 30 ? b.feed(line("b", 1)) : undefined, await turn()) };
  const merged = mergeLogs([a.log, b.log, silent()], { clock, windowMs: 50 })[Symbol.asyncIterator]();
  a.feed(line("a", 2));
  const seen: LogLine[] = [];
  while (seen.length < 2) seen.push(...((await merged.next()).value ?? []));
  expect(texts(seen)).toEqual(["b1", "a2"]);
});

test("when following, a long past comes in the order of time: all of its logs are read on evenly", async () => {
  const seconds = (from: number, step: number) => Array.from({ length: 30 }, (_, batch) => Array.from({ length: 10 }, (_line, index) => from + (batch * 10 + index) * step));
  const merged = mergeLogs([log("a", ...seconds(0, 1)), log("b", ...seconds(0.5, 3)), silent()], { clock: systemClock, windowMs: 50 })[Symbol.asyncIterator]();
  const seen: LogLine[] = [];
  while (seen.length < 600) seen.push(...((await merged.next()).value ?? []));
  expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).sort());
});

test("nothing is read ahead of who takes the lines, but a little", async () => {
  let given = 0;
  const endless = async function* (): Log {
    for (;;) yield Array.from({ length: 100 }, () => logLine("x".repeat(1_000), { at: engineTime((given += 1) % 3_600) }));
  };
  const merged = mergeLogs([endless(), endless(), silent()], { clock: systemClock, windowMs: 1 })[Symbol.asyncIterator]();
  await merged.next();
  const afterFirst = given;
  for (let pause = 0; pause < 50; pause += 1) await turn();
  expect(given - afterFirst).toBeLessThanOrEqual(200);
  expect(afterFirst).toBeLessThan(2_000);
});

test("beside a silent log nothing is kept of the lines that went by", async () => {
  const chatty = async function* (): Log {
    for (let second = 0; second < 200_000; second += 1_000) {
      await turn();
      yield Array.from({ length: 1_000 }, (_, index) => line("b", second + index));
    }
  };
  const before = heapInUse();
  let seen = 0;
  for await (const batch of mergeLogs([silent(), chatty()], { clock: systemClock, windowMs: 1 })) {
    seen += batch.length;
    if (seen >= 200_000) break;
  }
  expect(heapInUse() - before).toBeLessThan(10_000_000); // a race over the logs' promises kept 95 MB of these
});

test("a log that breaks is an error, after what had come of all", async () => {
  const broken = async function* (): Log {
    yield [line("a", 2)];
    throw new DevError("ENGINE_FAILED", "the engine is gone", { hint: "look at it" });
  };
  const seen: LogLine[] = [];
  const failure = await failureOf(
    (async () => {
      for await (const batch of mergeLogs([broken(), log("b", [1, 3])], { clock: systemClock, windowMs: 50 })) seen.push(...batch);
    })(),
  );
  expect(failure).toMatchObject({ message: "the engine is gone" });
  expect(texts(seen)).toEqual(["b1", "a2", "b3"]);
});

test("who takes no more lines ends the reading of all logs", async () => {
  const ended: string[] = [];
  const endless = async function* (name: string): Log {
    try {
      for (;;) {
        await turn();
        yield [line(name, 1)];
      }
    } finally {
      ended.push(name);
    }
  };
  for await (const _batch of mergeLogs([endless("a"), endless("b")], { clock: systemClock })) break;
  await expect.poll(() => ended.toSorted()).toEqual(["a", "b"]);
});
