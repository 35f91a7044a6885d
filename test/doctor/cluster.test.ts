import { expect, test } from "vitest";
import { pass, type CheckResult } from "../../dev/doctor/check.ts";
import { clusterCheck, judgeCluster, type ClusterNeeds } from "../../dev/doctor/cluster.ts";
import { hasSysResource } from "../../dev/wiring/cluster-needs.ts";

const fine = { k3d: "5.8.3", kubectl: "1.33.5", mayBePrivileged: true };

test("a machine with both programs and an engine that may do everything is fit", () => {
  expect(judgeCluster(fine)).toEqual({ verdict: "pass", detail: "k3d 5.8.3, kubectl 1.33.5" });
  expect(judgeCluster({ ...fine, mayBePrivileged: undefined })).toMatchObject({ verdict: "pass" });
});

test.each([
  [{ k3d: undefined }, "fail", "k3d, which makes the cluster, is not on this machine", "neotool dev up --setup"],
  [{ k3d: "5.4.9" }, "fail", "k3d 5.4.9 is too old", "install k3d 5.5 or later"],
  [{ mayBePrivileged: false }, "warn", "CAP_SYS_RESOURCE", "neotool dev up --runtime container"],
  [{ kubectl: undefined }, "warn", "kubectl, which `neotool dev exec` needs, is not on this machine", "neotool dev up --setup"],
  [{ kubectl: "1.31.9" }, "warn", "kubectl 1.31.9 is more than one minor version away", "1.32 to 1.34"],
  [{ kubectl: "1.35.0" }, "warn", "kubectl 1.35.0 is more than one minor version away", "1.32 to 1.34"],
] as const)("%o is said, with what helps", (over, verdict, detail, fix) => {
  expect(judgeCluster({ ...fine, ...over })).toEqual({ verdict, detail: expect.stringContaining(detail), fix: expect.stringContaining(fix) });
});

const nobodyAsked = () => Promise.reject(new Error("nobody asked"));

test("who runs containers is asked for nothing of a cluster", async () => {
  const check = clusterCheck(async () => false, nobodyAsked, nobodyAsked);
  expect(await check.run()).toEqual({ verdict: "pass", detail: "none is wanted: services run as containers" });
});

test("of programs, memory and disk the gravest is said; where all is well, the programs", async () => {
  const verdictOf = (needs: ClusterNeeds, ...room: readonly CheckResult[]) => clusterCheck(async () => true, async () => needs, async () => room).run();
  const warn: CheckResult = { verdict: "warn", detail: "little memory", fix: "more" };
  const fail: CheckResult = { verdict: "fail", detail: "full disk", fix: "free some" };
  expect(await verdictOf(fine, pass("8192 MiB"))).toMatchObject({ detail: "k3d 5.8.3, kubectl 1.33.5" });
  expect(await verdictOf({ ...fine, kubectl: undefined }, pass("8192 MiB"), fail)).toBe(fail);
  expect(await verdictOf(fine, warn)).toBe(warn);
  expect(await clusterCheck(async () => true, async () => ({ ...fine, k3d: undefined }), nobodyAsked).run()).toMatchObject({ verdict: "fail", detail: expect.stringContaining("k3d") });
});

test.each([
  ["Name:\tnode\nCapBnd:\t000001ffffffffff\n", true],
  ["CapBnd:\t000001fffeffffff\n", false],
  ["Name:\tnode\n", undefined],
])("what a process may ever have is read from %o", (status, expected) => {
  expect(hasSysResource(status)).toBe(expected);
});
