import { expect, test } from "vitest";
import { bytesText, countText, figuresText, memoryText, percentText, usageLines } from "../../dev/ui/usage-text.ts";
import { figure, statsOf, usageOf } from "../support/builders.ts";

const MIB = 1024 * 1024;

test("a number never takes more letters than its column has", () => {
  expect([0, 999, 1_000, 1_234, 99_949, 99_960, 999_499, 1_500_000, 2e9, null].map(bytesText)).toEqual(["0 B", "999 B", "1.0 kB", "1.2 kB", "99.9 kB", "100 kB", "999 kB", "1.5 MB", "2.0 GB", "-"]);
  expect([0, 0.04, 12.34, 99.96, 812, null].map(percentText)).toEqual(["0.0", "0.0", "12.3", "100", "812", "-"]);
  expect([7, 99_999, 123_456, 1_500_000].map(countText)).toEqual(["7", "99999", "123k", "1.5M"]);
});

test("memory is told in the unit of its limit", () => {
  expect([memoryText(143.4 * MIB, 512 * MIB), memoryText(143.4 * MIB, null), memoryText(null, null)]).toEqual(["143 / 512", "143", "-"]);
});

test("figures in a cell: each with its sign, one sign where nobody knows any, nothing where there are none", () => {
  const known = [figure("consumer lag", 12, { short: "lag" }), figure("messages a second", 3.25, { short: "msg", unit: "per-second" }), figure("longest wait", 0.25, { short: "max", unit: "seconds" })];
  expect(figuresText(known)).toBe("12 lag  3.3 msg/s  250 ms max");
  expect(figuresText([figure("objects", 2, { short: "obj" }), figure("size of objects", 1_200_000, { short: "", unit: "bytes" })])).toBe("2 obj  1.2 MB");
  expect(figuresText([figure("connections", 7, { short: "conn" }), figure("cache hits", null, { short: "hit", unit: "ratio" })])).toBe("7 conn  - hit");
  expect([figuresText([figure("connections", null)]), figuresText([])]).toEqual(["-", ""]);
});

test("a service that does not run has a sign for each thing, and its limit is not guessed", () => {
  expect(usageLines(usageOf("kafka", { stats: null, figures: [figure("consumer lag", null)] }), "")).toEqual(["CPU                -", "memory             -", "network            -", "consumer lag       -"]);
  expect(usageLines(usageOf("kafka", { stats: statsOf({ memoryLimitBytes: null }) }), "")[1]).toBe("memory             143 MiB");
});
