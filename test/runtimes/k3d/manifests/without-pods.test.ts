import { expect, test } from "vitest";
import { withoutPods } from "../../../../dev/runtimes/k3d/manifests/without-pods.ts";
import { cluster, only } from "../../../support/cluster.ts";

const { rendered } = cluster();

test("a service that is created and not started has everything but a pod", () => {
  const manifests = withoutPods(rendered("postgres"));
  expect(only(manifests, "StatefulSet").spec.replicas).toBe(0);
  expect(only(manifests, "StatefulSet").spec.template).toEqual(only(rendered("postgres"), "StatefulSet").spec.template);
  expect(manifests.filter(({ kind }) => kind !== "StatefulSet")).toEqual(rendered("postgres").filter(({ kind }) => kind !== "StatefulSet"));
});

test("where every node gets a pod, none is chosen", () => {
  expect(only(withoutPods(rendered("promtail")), "DaemonSet").spec.template.spec.nodeSelector).toEqual({ "dev.neotool.stopped": "true" });
});
