import { expect, test } from "vitest";
import { wantedRecords } from "../../dev/engine/log-records.ts";
import { lastPassing } from "../../dev/engine/log-tail.ts";
import type { LogLine } from "../../dev/engine/runtime.ts";
import { batches, engineTime, linesOf, logLine } from "../support/log-lines.ts";

const line = (second: number): LogLine => logLine(`${second % 2 === 0 ? "ERROR" : "INFO"} ${second}`, { at: engineTime(second) });
const log = () => batches([1, 2, 3].map(line), [4].map(line), [5, 6, 7, 8].map(line), [10].map(line));
const errors = () => wantedRecords({ least: "error" });
const texts = async (...parameters: Parameters<typeof lastPassing>) => (await linesOf(lastPassing(...parameters))).map(({ text }) => text);

test.each([
  [0, []],
  [1, ["ERROR 10"]],
  [3, ["ERROR 6", "ERROR 8", "ERROR 10"]],
  [100, ["ERROR 2", "ERROR 4", "ERROR 6", "ERROR 8", "ERROR 10"]],
])("the last %i that pass are given, not what passes of the last", async (count, expected) => {
  expect(await texts(log(), errors(), count, undefined)).toEqual(expected);
});

test("when following, the last of the past are given, and then everything that passes", async () => {
  expect(await texts(log(), errors(), 1, engineTime(5))).toEqual(["ERROR 4", "ERROR 6", "ERROR 8", "ERROR 10"]);
  expect(await texts(log(), errors(), 0, engineTime(6))).toEqual(["ERROR 8", "ERROR 10"]);
});

test("when following a log without a past, everything that passes is given at once", async () => {
  expect(await texts(log(), errors(), 1, "")).toEqual(["ERROR 2", "ERROR 4", "ERROR 6", "ERROR 8", "ERROR 10"]);
});

test("of a long log no more is kept than what is asked for, twice", async () => {
  const long = batches(...Array.from({ length: 1_000 }, (_, batch) => Array.from({ length: 100 }, (_line, index) => line(batch * 200 + index * 2))));
  expect(await texts(long, errors(), 2, undefined)).toEqual(["ERROR 199996", "ERROR 199998"]);
});
