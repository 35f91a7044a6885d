import { expect, test } from "vitest";
import { volumeFoldersOf } from "../../../../dev/runtimes/k3d/manifests/volumes.ts";
import { cluster, only, workloadIn } from "../../../support/cluster.ts";

const { rendered, desiredOf, names, all } = cluster();

test("a claim names its volume and the volume its claim: no other takes it", () => {
  const manifests = rendered("postgres");
  expect(only(manifests, "PersistentVolume")).toMatchObject({
    metadata: { name: "postgres-data" },
    spec: {
      storageClassName: "local-path",
      persistentVolumeReclaimPolicy: "Retain",
      claimRef: { namespace: "neotool-data", name: "postgres-data" },
      hostPath: { path: "/var/lib/neotool/volumes/postgres-data", type: "Directory" },
    },
  });
  expect(only(manifests, "PersistentVolume").metadata).not.toHaveProperty("namespace");
  expect(only(manifests, "PersistentVolumeClaim")).toMatchObject({ metadata: { name: "postgres-data", namespace: "neotool-data" }, spec: { storageClassName: "local-path", volumeName: "postgres-data" } });
  expect(workloadIn(manifests).spec.template.spec.volumes).toContainEqual({ name: "postgres-data", persistentVolumeClaim: { claimName: "postgres-data" } });
});

test("a template volume of the machine is left out", () => {
  expect(JSON.stringify(rendered("postgres"))).not.toMatch(/"mountPath":"\/template"|postgres-template/);
});

test("a reader of logs keeps its notes on its node, beside the logs", () => {
  const { volumes, containers } = workloadIn(rendered("promtail")).spec.template.spec;
  expect(volumes).toContainEqual({ name: "promtail-data", hostPath: { path: "/var/lib/neotool/volumes/promtail-data", type: "Directory" } });
  expect(volumes).toContainEqual({ name: "logs", hostPath: { path: "/var/log/pods", type: "Directory" } });
  expect(containers[0].volumeMounts).toContainEqual({ name: "logs", mountPath: "/var/lib/neotool/logs", readOnly: true });
  expect(rendered("promtail").map(({ kind }) => kind)).not.toContain("PersistentVolumeClaim");
});

test("all volumes together are within production's 50 Gi", () => {
  const sizes = all().flatMap((manifest) => (manifest.kind === "PersistentVolume" ? [Number.parseInt(only([manifest], "PersistentVolume").spec.capacity.storage, 10)] : []));
  expect(sizes.length).toBe(8);
  expect(sizes.reduce((total, size) => total + size, 0)).toBeLessThanOrEqual(50);
});

test("who must own an empty volume is said: in a node it is root's, whoever runs the program", () => {
  const owners = names.flatMap((name) => volumeFoldersOf(desiredOf(name)).map(({ volume, owner: { uid, gid } }) => `${volume} ${uid}:${gid}`));
  expect(owners).toEqual([
    "kafka-data 1000:1000",
    "postgres-data 999:999",
    "minio-data 0:0",
    "prometheus-data 65534:65534",
    "loki-data 10001:10001",
    "promtail-data 0:0",
    "grafana-data 472:0",
    "alertmanager-data 65534:65534",
    "mail-data 0:0",
  ]);
});
