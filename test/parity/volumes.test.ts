import { expect, test } from "vitest";
import { findingsBetween, localSide, shown } from "../support/parity.ts";
import { productionOf } from "../support/production.ts";

const loki = (volume: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: loki }
spec:
  template:
    spec:
      containers:
        - name: loki
          image: grafana/loki:2.9.0
          volumeMounts: [{ name: data, mountPath: /loki }]
      volumes:
        - name: data
          ${volume}
`;

const seen = (volume: string): readonly string[] => findingsBetween(localSide(), productionOf({ "loki.yaml": loki(volume) })).map(shown).filter((line) => /loki\/(mount|settings\/auth_enabled)/.test(line));

test("a share that a pod names without a claim outlives it, and one that goes with the pod does not", () => {
  expect(seen("nfs: { server: files, path: /loki }").filter((line) => line.includes("/mount/"))).toEqual([]);
  expect(seen("ephemeral: { volumeClaimTemplate: { spec: {} } }")).toContainEqual("warning loki/mount/persistence: /loki | nothing");
});

test("what a driver mounts from a vault may hold the configuration: silence says nothing", () => {
  expect(seen("emptyDir: {}")).toContainEqual("error loki/settings/auth_enabled: false | true (default)");
  expect(seen("csi: { driver: secrets-store.csi.k8s.io }").filter((line) => line.includes("auth_enabled"))).toEqual([]);
});
