import { expect, test } from "vitest";
import { createPool } from "../../../dev/parity/load/pool.ts";
import { idsOf, load, objectIn, placeText, treeFolder, writeTree } from "../../support/manifests.ts";
import { manyManifests } from "../../support/many-manifests.ts";

const IMAGE = ["spec", "template", "spec", "containers", 0, "image"] as const;

test("the tree of production is read whole: only the chart from elsewhere is unknown", async () => {
  const production = await load(treeFolder("neotool-production"));
  expect(production.entry).toEqual({ kind: "flux", path: "clusters/production" });
  expect(production.unknowns.map(({ id }) => id)).toEqual(["flux/helmrelease/neotool-security/external-secrets"]);
  const workloads = production.objects.filter(({ kind }) => ["Deployment", "StatefulSet", "DaemonSet"].includes(kind)).map(({ namespace, name }) => `${namespace}/${name}`);
  expect(workloads.sort()).toEqual([
    ...["app", "assets", "assistant", "comms", "security"].map((name) => `neotool-app/${name}`),
    "neotool-data/pgbouncer",
    "neotool-data/postgres",
    "neotool-messaging/kafka",
    ...["alertmanager", "grafana", "kafka-exporter", "loki", "pgbouncer-exporter", "postgres-exporter", "prometheus", "promtail"].map((name) => `neotool-observability/${name}`),
    "neotool-security/vault",
  ]);
  expect(idsOf(production)).toEqual(expect.arrayContaining(["ExternalSecret/postgres-credentials", "HorizontalPodAutoscaler/app", "ServiceMonitor/app", "NetworkPolicy/pgbouncer", "ResourceQuota/neotool"]));
  const postgres = objectIn(production, "StatefulSet/postgres");
  expect(postgres.value).toMatchObject({ spec: { template: { spec: { containers: [{ image: "postgres:18.1" }] } }, volumeClaimTemplates: [{ spec: { storageClassName: "local-path", resources: { requests: { storage: "100Gi" } } } }] } });
  expect(placeText(postgres, IMAGE)).toBe("infrastructure/data/overlays/production/kustomization.yaml:13");
  expect(placeText(postgres, ["spec", "volumeClaimTemplates", 0, "spec", "resources", "requests", "storage"])).toBe("infrastructure/data/overlays/production/postgres-storage.yaml:14");
  expect(placeText(objectIn(production, "HorizontalPodAutoscaler/app"), ["spec", "maxReplicas"])).toBe("apps/production/kustomization.yaml:22");
});

test("a repository of three clusters with bases three levels deep: of the cluster that is meant every object, and none of the others", async () => {
  const root = await writeTree(manyManifests({ clusters: ["dev", "staging", "production"], services: 100 }));
  const production = await load(root);
  expect(production.otherEntries.map(({ path }) => path)).toEqual(["clusters/dev", "clusters/staging"]);
  expect(production.objects.filter(({ apiVersion }) => !apiVersion.includes("fluxcd"))).toHaveLength(305);
  expect(production.unknowns).toEqual([]);
  const one = objectIn(production, "Deployment/service-42");
  expect(one).toMatchObject({ namespace: "team-2", value: { metadata: { annotations: { team: "team-2" } } } });
  expect(one.value).toMatchObject({ spec: { template: { spec: { containers: [{ image: "ghcr.io/shop/service-42:4.10.42" }] } } } });
  expect(placeText(one)).toBe("apps/base/team-2/service-42/deployment.yaml:1");
  expect(placeText(one, ["spec", "template", "spec", "containers", 0, "env", 3, "value"])).toBe("apps/base/team-2/service-42/deployment.yaml:23");
  expect(placeText(one, ["metadata", "annotations", "team"])).toBe("apps/common/team-2/kustomization.yaml:4");
});

test("programs run beside each other, but not more of them than were asked for", async () => {
  let running = 0;
  let most = 0;
  const pool = createPool(3);
  const ends: (() => void)[] = [];
  const jobs = Array.from({ length: 10 }, (_, index) =>
    pool(async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((end) => ends.push(end));
      running -= 1;
      if (index === 4) throw new Error("one fails");
      return index;
    }),
  );
  const all = Promise.allSettled(jobs);
  for (let ended = 0; ended < 10; ended += 1) {
    while (ends.length === 0) await Promise.resolve();
    ends.shift()?.();
  }
  const outcomes = await all;
  expect(most).toBe(3);
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(9);
});
