import { expect, test } from "vitest";
import type { LogLine, LogOptions, RuntimeChange } from "../../../dev/engine/runtime.ts";
import { watchStarts } from "../../../dev/wiring/logs/container-starts.ts";
import { followService, type Position } from "../../../dev/wiring/logs/follow-service.ts";
import { DevError } from "../../../dev/errors/dev-error.ts";
import { failureOf } from "../../support/failure.ts";
import { fakeRuntime } from "../../support/fake-runtime.ts";
import { engineTime, linesOf, logLine } from "../../support/log-lines.ts";

const NOTHING: Position = { at: "", lines: 0 };
const NO_CONTAINER = undefined;
const at = (second: number, text = `line ${second}`): LogLine => logLine(text, { at: engineTime(second) });

/** Containers of one service whose logs and ends a test decides. Each reading takes the next log, and what happens after it. */
const story = (...chapters: readonly { readonly log: readonly LogLine[]; readonly then?: readonly RuntimeChange["kind"][] }[]) => {
  const asked: LogOptions[] = [];
  const happening: RuntimeChange["kind"][] = [];
  const stop = new AbortController();
  let isNews = Promise.withResolvers<void>();
  const runtime = {
    ...fakeRuntime(),
    watch: async function* (): AsyncIterable<RuntimeChange> {
      while (!stop.signal.aborted) {
        const kind = happening.shift();
        if (kind) yield { service: "kafka", kind };
        else {
          await isNews.promise;
          isNews = Promise.withResolvers();
        }
      }
    },
  };
  const happen = (kinds: readonly RuntimeChange["kind"][]) => (happening.push(...kinds), isNews.resolve());
  const read = async function* (options: LogOptions): AsyncIterable<readonly LogLine[]> {
    const chapter = chapters[asked.length];
    asked.push(options);
    const { log = [], then } = chapter ?? {};
    yield log.filter((line) => options.since === undefined || line.at >= options.since);
    if (then) happen(then);
    else stop.abort();
    if (!then) isNews.resolve();
  };
  const told: string[] = [];
  const starts = watchStarts(runtime, ({ kind }) => told.push(kind), stop.signal);
  const follow = (first: LogOptions, from: Position | undefined) => linesOf(followService("kafka", read, { first, from, starts, signal: stop.signal }));
  return { asked, told, follow, happen };
};

const texts = (lines: readonly LogLine[]) => lines.map(({ text }) => text);

test("a service that is restarted is read on from where we were, no line twice and none left out", async () => {
  const before = [at(1), at(2, "a"), at(2, "b")];
  const { asked, follow } = story({ log: before, then: ["ended", "started"] }, { log: [...before, at(2, "c"), at(3)] });
  expect(texts(await follow({ tail: 5 }, NOTHING))).toEqual(["line 1", "a", "b", "c", "line 3"]);
  expect(asked).toEqual([{ tail: 5, follow: true }, { since: engineTime(2), follow: true }]);
});

test("a service that is made anew is read from the start of its new container", async () => {
  const { asked, follow, told } = story({ log: [at(9)], then: ["ended", "removed", "created", "started"] }, { log: [at(8, "new")] });
  expect(texts(await follow({ since: engineTime(1) }, NOTHING))).toEqual(["line 9", "new"]);
  expect(asked.at(-1)).toEqual({ follow: true });
  expect(told).toEqual(["ended", "removed", "created", "started"]);
});

test("it does so over any number of restarts", async () => {
  const again = ["ended", "started"] as const;
  const { follow } = story({ log: [at(1)], then: again }, { log: [at(1), at(2)], then: again }, { log: [at(1), at(2)], then: again }, { log: [at(1), at(2), at(3)] });
  expect(texts(await follow({}, NOTHING))).toEqual(["line 1", "line 2", "line 3"]);
});

test("lines that were not wanted at first are not shown after a restart", async () => {
  const old = [at(1), at(2)];
  const { follow } = story({ log: [], then: ["ended", "started"] }, { log: [...old, at(3)] });
  expect(texts(await follow({ tail: 0 }, { at: engineTime(2), lines: Infinity }))).toEqual(["line 3"]);
});

test("a service without a container is waited for", async () => {
  const { asked, follow, happen } = story({ log: [at(1)] });
  const lines = follow({ tail: 1 }, NO_CONTAINER);
  expect(asked).toEqual([]);
  happen(["created", "started"]);
  expect(texts(await lines)).toEqual(["line 1"]);
  expect(asked).toEqual([{ follow: true }]);
});

test("an engine that stops telling of starts is an error, and no wait without end", async () => {
  const gone = new DevError("ENGINE_FAILED", "The engine stopped telling", { hint: "look at it" });
  const runtime = {
    ...fakeRuntime(),
    watch: (): AsyncIterable<RuntimeChange> => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(gone) }) }),
  };
  const { signal } = new AbortController();
  const starts = watchStarts(runtime, () => {}, signal);
  const following = followService("kafka", async function* () {}, { first: {}, from: NOTHING, starts, signal });
  expect(await failureOf(linesOf(following))).toBe(gone);
});
