import { expect, test } from "vitest";
import { clusterCheck, judgeCluster } from "../../dev/doctor/cluster.ts";
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

test("who runs containers is asked for nothing of a cluster", async () => {
  const check = clusterCheck(async () => false, () => Promise.reject(new Error("nobody asked")));
  expect(await check.run()).toEqual({ verdict: "pass", detail: "none is wanted: services run as containers" });
});

test.each([
  ["Name:\tnode\nCapBnd:\t000001ffffffffff\n", true],
  ["CapBnd:\t000001fffeffffff\n", false],
  ["Name:\tnode\n", undefined],
])("what a process may ever have is read from %o", (status, expected) => {
  expect(hasSysResource(status)).toBe(expected);
});
