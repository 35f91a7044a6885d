import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { adaptedToCluster } from "../../../../dev/runtimes/k3d/adapt/adapt.ts";
import { projectRoot } from "../../../support/cli.ts";
import { cluster } from "../../../support/cluster.ts";

const { names, desiredOf, facts, services } = cluster();
const adapt = adaptedToCluster({ instance: facts.instance, services, read: (path) => `text of ${path} for <instance>` });

test("Grafana has the dashboard of the cluster beside the others, and of each in the folder", () => {
  const dashboards = desiredOf("grafana").service.files.filter(({ path }) => path.endsWith("/neotool-cluster.json"));
  expect(dashboards).toMatchObject([{ path: "/etc/neotool/dashboards/neotool-cluster.json", content: expect.stringContaining('"uid": "neotool-cluster"') }]);
  expect(readdirSync(join(projectRoot, "k3d", "grafana", "dashboards"))).toEqual(["neotool-cluster.json"]);
});

test("who is not about addresses, logs or dashboards is left as it is", () => {
  const changed = names.filter((name) => adapt(desiredOf(name).service) !== desiredOf(name).service);
  expect(changed.toSorted()).toEqual(["grafana", "prometheus", "promtail", "vault"]);
});

test("another text of ours makes another hash, and with it another pod", () => {
  const { service } = desiredOf("promtail");
  expect(adapt(service).files.map(({ content }) => content)).toEqual(["text of promtail/promtail.yaml for shop-3fa9c1"]);
});

test("a definition that has been changed past the cluster is a defect that is seen", () => {
  for (const name of ["promtail", "prometheus", "grafana"]) expect(() => adapt({ ...desiredOf(name).service, files: [] })).toThrow();
  expect(() => adapt({ ...desiredOf("promtail").service, name: "fluentbit" })).toThrow("no configuration for a cluster");
});
