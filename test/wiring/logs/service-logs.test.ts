import { expect, test } from "vitest";
import { asTheyAre, wantedRecords } from "../../../dev/engine/log-records.ts";
import type { LogLine, LogOptions, RuntimeChange } from "../../../dev/engine/runtime.ts";
import { followedLogs, pastLogs, type LogRequest } from "../../../dev/wiring/logs/service-logs.ts";
import { fakeRuntime } from "../../support/fake-runtime.ts";
import { batches, engineTime, linesOf, logLine } from "../../support/log-lines.ts";

const line = (second: number): LogLine => logLine(`${second % 2 === 0 ? "ERROR" : "INFO"} ${second}`, { at: engineTime(second) });
const LOG = [1, 2, 3, 4, 5].map(line);

const request = (over: Partial<LogRequest> = {}): LogRequest => ({ services: ["kafka"], follow: false, stage: () => asTheyAre, isFiltered: false, ...over });
const ERRORS = { stage: () => wantedRecords({ least: "error" }), isFiltered: true } as const;

/** A log that is read as an engine gives it. */
const log = (lines: readonly LogLine[] = LOG) => {
  const asked: LogOptions[] = [];
  const read = (_service: string, options: LogOptions) => {
    asked.push(options);
    return batches(options.tail === undefined ? lines : lines.slice(lines.length - options.tail));
  };
  return { asked, read };
};

const texts = (lines: readonly LogLine[]) => lines.map(({ text }) => text);
const past = async (over: Partial<LogRequest>, { read } = log()) => texts((await Promise.all(pastLogs(request(over), read).map(linesOf))).flat());

test("the engine counts the last lines where all are wanted", async () => {
  const engine = log();
  expect(await past({ tail: 2 }, engine)).toEqual(["ERROR 4", "INFO 5"]);
  expect(engine.asked).toEqual([{ tail: 2 }]);
});

test("of filtered lines the last that pass are given, so the engine is asked for all", async () => {
  const engine = log();
  expect(await past({ tail: 2, ...ERRORS }, engine)).toEqual(["ERROR 2", "ERROR 4"]);
  expect(engine.asked).toEqual([{}]);
});

test("an engine counts before it looks at the time: with an end, the lines are counted here", async () => {
  const engine = log();
  await past({ tail: 2, until: engineTime(3), since: engineTime(1) }, engine);
  expect(engine.asked).toEqual([{ since: engineTime(1), until: engineTime(3) }]);
});

test("each service has its own last lines", async () => {
  expect(await past({ services: ["kafka", "vault"], tail: 1, ...ERRORS })).toEqual(["ERROR 4", "ERROR 4"]);
});

/** An engine whose container goes on with two lines and then waits. */
const followed = async (over: Partial<LogRequest>, wanted: number) => {
  const stop = new AbortController();
  const asked: LogOptions[] = [];
  const runtime = {
    ...fakeRuntime(),
    watch: async function* (): AsyncIterable<RuntimeChange> {
      await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
    },
    logBatches: (_service: string, options: LogOptions) => {
      asked.push(options);
      return options.follow === true ? followLog(options) : log().read("", options);
    },
  };
  const followLog = async function* (options: LogOptions): AsyncIterable<readonly LogLine[]> {
    yield* log().read("", options);
    yield [line(6)];
    yield [line(7), line(8)];
    await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
  };
  const seen: LogLine[] = [];
  for (const each of followedLogs(request({ follow: true, ...over }), runtime, () => true, () => {}, stop.signal)) {
    for await (const batch of each) {
      seen.push(...batch);
      if (seen.length >= wanted) break;
    }
  }
  stop.abort();
  return { texts: texts(seen), asked };
};

test("following begins with the last lines, which the engine counts", async () => {
  const { texts: seen, asked } = await followed({ tail: 1 }, 4);
  expect(seen).toEqual(["INFO 5", "ERROR 6", "INFO 7", "ERROR 8"]);
  expect(asked.at(-1)).toEqual({ tail: 1, follow: true });
});

test("following with a filter begins with the last lines that pass", async () => {
  const { texts: seen, asked } = await followed({ tail: 1, ...ERRORS }, 3);
  expect(seen).toEqual(["ERROR 4", "ERROR 6", "ERROR 8"]);
  expect(asked.at(-1)).toEqual({ follow: true });
});

test("following without a tail begins with everything", async () => {
  expect((await followed({}, 8)).texts).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((second) => line(second).text));
});
