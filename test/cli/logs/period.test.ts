import { expect, test } from "vitest";
import { periodFrom } from "../../../dev/cli/logs/period.ts";

const NOW = new Date("2026-11-20T10:00:00Z");

test.each([
  ["90s", "2026-11-20T09:58:30.000Z"],
  ["10m", "2026-11-20T09:50:00.000Z"],
  ["2h", "2026-11-20T08:00:00.000Z"],
  ["2026-11-20T09:00:00Z", "2026-11-20T09:00:00Z"],
  ["2026-11-20T09:00:00.123456789Z", "2026-11-20T09:00:00.123456789Z"], // as --json prints it: not a nanosecond is lost
  ["2026-11-20T10:00:00+01:00", "2026-11-20T09:00:00.000Z"],
])("%s is %s", (value, time) => {
  expect(periodFrom(value, undefined, NOW)).toEqual({ since: time });
  expect(periodFrom(undefined, value, NOW)).toEqual({ until: time });
});

test("nothing said is nothing asked for", () => {
  expect(periodFrom(undefined, undefined, NOW)).toEqual({});
});

test.each(["yesterday", "10", "10 parsecs", "", "-5m", "99999999999d"])("%j is a usage error that says which option, and what would do", (value) => {
  expect(() => periodFrom(undefined, value, NOW)).toThrow(expect.objectContaining({ code: "USAGE", message: `--until ${value} is neither a duration nor a time`, hint: expect.stringContaining("--until 10m") }));
});

test("a period that ends before it begins is a usage error", () => {
  expect(() => periodFrom("1h", "2h", NOW)).toThrow(expect.objectContaining({ code: "USAGE", message: "--since 1h is after --until 2h: nothing lies between them" }));
});
