import { expect, test } from "vitest";
import { lifetimeFrom } from "../../dev/cli/lifetime.ts";

test("a token's life is a duration of at most a hundred years", () => {
  expect(["0s", "15m", "30d", "36500d"].map(lifetimeFrom)).toEqual([0, 900_000, 2_592_000_000, 3_153_600_000_000]);
  expect(() => lifetimeFrom("soon")).toThrow("--ttl soon is no duration");
  expect(() => lifetimeFrom("36501d")).toThrow("--ttl 36501d is longer than a hundred years");
  expect(() => lifetimeFrom(`${"9".repeat(400)}d`)).toThrow("is longer than a hundred years");
});
