import { expect, test } from "vitest";
import { allowsPrivileged } from "./privileged-engine.ts";

test("containers can be privileged where the bounding set has CAP_SYS_RESOURCE", () => {
  expect(allowsPrivileged("CapEff:\t000001fffeffffff\nCapBnd:\t000001ffffffffff\n")).toBe(true);
  expect(allowsPrivileged("CapEff:\t000001ffffffffff\nCapBnd:\t000001fffeffffff\n")).toBe(false);
});

test("nothing is said against them where the engine has a kernel of its own", () => {
  expect(allowsPrivileged("")).toBe(true);
});
