import { expect, test } from "vitest";
import { judgeNodeDisk, judgeNodeMemory, memoryNeedOf } from "../../dev/doctor/cluster-room.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS } from "../../dev/stacks/settings.ts";
import { selectServices } from "../../dev/planner/select.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const core = memoryNeedOf(selectServices(neotoolStack(DEFAULT_SETTINGS), { profile: "core" }));

test("what services need is the sum of their limits, and half of each is kept for them", () => {
  expect(core.mostMiB).toBeGreaterThan(1_000);
  expect(Math.abs(core.keptMiB - core.mostMiB / 2)).toBeLessThan(5);
});

test.each([
  [8_192, "pass"],
  [core.mostMiB + 451, "pass"],
  [core.mostMiB + 450, "warn"],
  [core.keptMiB + 70, "warn"], // small, and yet every pod is started
  [core.keptMiB + 69, "fail"],
] as const)("an engine with %i MiB for the core: %s", (totalMiB, verdict) => {
  expect(judgeNodeMemory(totalMiB * MIB, core)).toMatchObject({ verdict });
});

test("too little memory says what there is, what would be kept, and what helps", () => {
  expect(judgeNodeMemory(500 * MIB, { mostMiB: 1_000, keptMiB: 500 })).toEqual({
    verdict: "fail",
    detail: "the engine has 500 MiB, and Kubernetes would keep 570 MiB of it for pods, half of each limit: those that find no room are never started",
    fix: expect.stringContaining("neotool dev up --without"),
  });
  expect(judgeNodeMemory(1_200 * MIB, { mostMiB: 1_000, keptMiB: 500 })).toMatchObject({ detail: "1200 MiB; a cluster's node (about 450 MiB) and the limits of these services add up to 1450 MiB" });
});

test.each([
  [100, 252, "pass"],
  [4.6, 252, "pass"],
  [4.5, 252, "warn"], // the images of a node would fill it up
  [2.6, 252, "warn"],
  [2.5, 252, "fail"],
  [0.9, 100, "fail"],
  [1.1, 30, "warn"],
] as const)("%d of %i GiB free: %s", (free, total, verdict) => {
  expect(judgeNodeDisk({ freeBytes: free * GIB, totalBytes: total * GIB }, "/var/lib/docker")).toMatchObject({ verdict });
});

test("a disk that Kubernetes would call full is said, with its rule and what frees some", () => {
  expect(judgeNodeDisk({ freeBytes: 2 * GIB, totalBytes: 252 * GIB }, "/var/lib/docker")).toEqual({
    verdict: "fail",
    detail: "2.0 of 252 GiB free at /var/lib/docker; below 1 % (2.5 GiB) Kubernetes calls a disk full, starts no pod and ends those that run",
    fix: expect.stringContaining("neotool dev prune"),
  });
});

test("a disk inside a virtual machine, where nobody can look, is no reason to warn", () => {
  expect(judgeNodeDisk(undefined, "/var/lib/docker")).toEqual({ verdict: "pass", detail: "/var/lib/docker is not on this machine's file system" });
});
