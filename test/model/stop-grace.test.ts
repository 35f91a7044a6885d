import { expect, test } from "vitest";
import { stopGraceOf } from "../../dev/model/stop-grace.ts";

test("a service that does not listen holds up down for two seconds, one with data for ten, and each for what its definition says", () => {
  expect(stopGraceOf({})).toBe(2);
  expect(stopGraceOf({ volumes: [{ name: "data", path: "/data" }] })).toBe(10);
  expect(stopGraceOf({ stopGraceSeconds: 20, volumes: [{ name: "data", path: "/data" }] })).toBe(20);
});
