import { expect, test } from "vitest";
import type { LogLine, LogOptions, Runtime } from "../../../dev/engine/runtime.ts";
import { followLogs } from "../../../dev/wiring/live/follow-logs.ts";
import { fakeRuntime } from "../../support/fake-runtime.ts";

const line = (at: string, text: string): LogLine => ({ service: "app", stream: "stdout", at, text });

/** A runtime whose log is one stream after the other: one for each time it is opened. */
const logRuntime = (streams: readonly (readonly LogLine[])[]) => {
  const asked: LogOptions[] = [];
  const runtime: Runtime = {
    ...fakeRuntime(),
    logs: async function* (_service, options) {
      const stream = streams[asked.length] ?? [];
      asked.push(options);
      yield* stream;
    },
  };
  return { runtime, asked };
};

test("after a restart it reads on where it was, without a line twice", async () => {
  const { runtime, asked } = logRuntime([
    [line("1", "a"), line("2", "b")],
    [line("2", "b"), line("3", "c")],
  ]);
  const seen: string[] = [];
  const logs = followLogs(runtime, ({ text }) => seen.push(text), new AbortController().signal);
  logs.follow("app");
  await expect.poll(() => seen).toEqual(["a", "b"]);
  logs.follow("app");
  await expect.poll(() => seen).toEqual(["a", "b", "c"]);
  expect(asked).toEqual([{ tail: 200, follow: true }, { since: "2", follow: true }]);
});

test("lines of one moment are all read, and none of them twice after a restart", async () => {
  const { runtime } = logRuntime([
    [line("1", "ERROR it broke"), line("1", "  at App"), line("1", "  at Main")],
    [line("1", "ERROR it broke"), line("1", "  at App"), line("1", "  at Main"), line("1", "goodbye"), line("2", "hello")],
  ]);
  const seen: string[] = [];
  const logs = followLogs(runtime, ({ text }) => seen.push(text), new AbortController().signal);
  logs.follow("app");
  await expect.poll(() => seen).toEqual(["ERROR it broke", "  at App", "  at Main"]);
  logs.follow("app");
  await expect.poll(() => seen).toEqual(["ERROR it broke", "  at App", "  at Main", "goodbye", "hello"]);
});

test("a start that comes before the old stream has ended is not missed", async () => {
  const { runtime } = logRuntime([[line("1", "a")], [line("2", "b")]]);
  const seen: string[] = [];
  const logs = followLogs(runtime, ({ text }) => seen.push(text), new AbortController().signal);
  logs.follow("app");
  logs.follow("app");
  await expect.poll(() => seen).toEqual(["a", "b"]);
});

test("a log that cannot be read is tried again at the next start", async () => {
  let tries = 0;
  const runtime: Runtime = {
    ...fakeRuntime(),
    logs: async function* () {
      tries += 1;
      if (tries === 1) throw new Error("no such container");
      yield line("1", "there");
    },
  };
  const seen: string[] = [];
  const logs = followLogs(runtime, ({ text }) => seen.push(text), new AbortController().signal);
  logs.follow("app");
  await expect.poll(() => tries).toBe(1);
  logs.follow("app");
  await expect.poll(() => seen).toEqual(["there"]);
});
