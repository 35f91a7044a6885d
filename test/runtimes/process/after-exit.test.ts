import { expect, test } from "vitest";
import { afterExit, type Ended } from "../../../dev/runtimes/process/supervisor/after-exit.ts";
import { baseOf } from "../../../dev/runtimes/process/supervisor/watch-files.ts";
import { stampLines } from "../../../dev/runtimes/process/supervisor/stamp-lines.ts";
import { changesBetween } from "../../../dev/runtimes/process/watch.ts";
import type { AppState } from "../../../dev/runtimes/process/supervisor/spec.ts";

const ended = (over: Partial<Ended>): Ended => ({ policy: "on-failure", exitCode: 1, signal: null, wasReady: true, failures: 0, ...over });

test.each([
  ["a clean end of one that restarts on failure", ended({ exitCode: 0 }), { kind: "rest", phase: "stopped", reason: null }],
  ["an end before it was ready", ended({ wasReady: false }), { kind: "rest", phase: "failed", reason: "exited with code 1 before it was ready, and is not started again by itself" }],
  ["a first crash", ended({ exitCode: null, signal: "SIGABRT" }), { kind: "retry", inMs: 500, reason: "was ended by SIGABRT; started again after 0.5 s" }],
  ["a third crash", ended({ failures: 2 }), { kind: "retry", inMs: 2000, reason: "crash loop: 3 times in a row it exited with code 1; started again after 2 s" }],
  ["the twentieth crash", ended({ failures: 19 }), { kind: "retry", inMs: 30_000, reason: "crash loop: 20 times in a row it exited with code 1; started again after 30 s" }],
  ["an end of one that is never started again", ended({ policy: "never" }), { kind: "rest", phase: "failed", reason: "exited with code 1" }],
  ["a clean end of one that always is", ended({ policy: "always", exitCode: 0, wasReady: false }), { kind: "retry", inMs: 500, reason: "exited with code 0; started again after 0.5 s" }],
])("%s", (_what, input, next) => {
  expect(afterExit(input)).toEqual(next);
});

test("each line is stamped with its time and stream, also one that comes in pieces", () => {
  const { push, end } = stampLines("e");
  expect(push("one\ntwo\nthr", "T1")).toBe("T1 e one\nT1 e two\n");
  expect(push("ee\n\nfour", "T2")).toBe("T2 e three\nT2 e \n");
  expect([end("T3"), end("T3")]).toEqual(["T3 e four\n", ""]);
});

test("only the folder that a glob begins with is watched", () => {
  expect(["src/**/*.kt", "*.ts", "a/b/{c,d}/x.ts", "conf/app.yml"].map(baseOf)).toEqual(["src", "", "a/b", "conf"]);
});

const state = (over: Partial<AppState>): AppState => ({
  name: "app", phase: "ready", mark: "m1", hash: "h", fields: "{}", ports: {}, process: { pid: 1, startedAt: "a" }, createdAt: "", startedAt: "t1", finishedAt: null,
  exitCode: null, signal: null, reason: null, restarts: 0, retryAt: null, graceMs: 1, lostLines: 0, ...over,
});
const picture = (...states: readonly AppState[]) => new Map(states.map((one) => [one.name, one]));
const kinds = (before: ReturnType<typeof picture>, now: ReturnType<typeof picture>) => changesBetween(before, now).map(({ kind }) => kind);

test("what happens to programs is told in the words of containers", () => {
  const running = picture(state({}));
  expect(kinds(picture(), running)).toEqual(["created", "started"]);
  expect(kinds(running, running)).toEqual([]);
  expect(kinds(running, picture(state({ startedAt: "t2" })))).toEqual(["started"]);
  expect(kinds(running, picture(state({ phase: "failed", process: null })))).toEqual(["ended"]);
  expect(kinds(picture(state({ phase: "starting" })), running)).toEqual(["resumed"]);
  expect(kinds(running, picture())).toEqual(["removed"]);
});
