import { expect, test } from "vitest";
import type { Production } from "../../dev/parity/load/production.ts";
import { driftIn, judge } from "../../dev/parity/judge.ts";
import { originText } from "../../dev/parity/facts/known.ts";
import { load, treeFolder, writeTree } from "../support/manifests.ts";
import { manyManifests } from "../support/many-manifests.ts";
import { findingsBetween, localSide, TODAY } from "../support/parity.ts";

const local = localSide();
const urgent = (production: Production) => driftIn(judge(findingsBetween(local, production), local.meant, [], TODAY)).filter(({ severity }) => severity !== "info");

test("Flux, overlays and a chart: each difference with the file and line that set it", async () => {
  const found = urgent(await load(treeFolder("neotool-production")));
  expect(found.map(({ severity, id, production: { origin } }) => `${severity} ${id}${origin ? ` at ${originText(origin)}` : ""}`)).toEqual([
    "warning alertmanager/mount/persistence",
    ...["app", "assets", "assistant", "comms"].map((name) => `warning ${name}/env/DB_SCHEMA at apps/base/${name}/release.yaml:1`),
    "warning external-secrets/unknown/flux/helmrelease/neotool-security/external-secrets at infrastructure/secrets-operator/release.yaml:1",
    "warning grafana/resources/memory-limit-larger at infrastructure/observability/grafana.yaml:62",
    "warning grafana/settings/datasources at infrastructure/observability/config/datasources.yml:1",
    "warning minio/end-of-life/image",
    "warning minio/s3/versioning.neotool-assets-private at apps/base/app/release.yaml:1",
    ...["app", "assets", "assistant", "comms", "security"].map((name) => `warning postgres/reach/from-${name} at infrastructure/data/base/postgres/network-policy.yaml:4`),
    "warning promtail/end-of-life/image at infrastructure/observability/promtail.yaml:32",
    "warning security/env/DB_SCHEMA at apps/base/security/release.yaml:1",
  ]);
});

test("a hundred services that nobody here knows bring no false alarm", async () => {
  const production = await load(await writeTree(manyManifests({ clusters: ["production"], services: 100 })));
  expect(urgent(production).filter(({ axis }) => axis !== "end-of-life").map(({ id }) => id)).toEqual([]);
});
