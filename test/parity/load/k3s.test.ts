import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { failureOf } from "../../support/failure.ts";
import { deployment, load, objectIn, placeText, writeTree } from "../../support/manifests.ts";

const IMAGE = ["spec", "template", "spec", "containers", 0, "image"] as const;
const CHART = {
  "charts/api/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.2.3\n",
  "charts/api/values.yaml": "tag: '1.0'\nreplicas: 1\n",
  "charts/api/templates/api.yaml": deployment("{{ .Release.Name }}", "shop/api:{{ .Values.tag }}").replace("spec:\n", "spec:\n  replicas: {{ .Values.replicas }}\n"),
} as const;

const helmChart = (spec: string): string => `apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: { name: api, namespace: kube-system }\nspec:\n  targetNamespace: shop\n${spec}`;

const image = (value: Readonly<Record<string, unknown>>): string => /shop\/api:[\w.]+/.exec(JSON.stringify(value))?.[0] ?? "";

test("a chart of K3s' controller is rendered, with its values, those of its HelmChartConfig, and what is set one by one", async () => {
  const config = "apiVersion: helm.cattle.io/v1\nkind: HelmChartConfig\nmetadata: { name: api, namespace: kube-system }\nspec:\n  valuesContent: |-\n    # theirs\n    tag: '3.0'\n";
  const production = await load(await writeTree({ ...CHART, "k3s/api.yaml": helmChart("  chart: api\n  version: 1.2.3\n  valuesContent: |-\n    tag: '2.0'\n    replicas: 2\n  set: { replicas: 4 }\n"), "k3s/config.yaml": config }), { entry: "k3s" });
  const api = objectIn(production, "Deployment/api");
  expect([api.namespace, image(api.value), api.value.spec, api.via]).toMatchObject(["shop", "shop/api:3.0", { replicas: 4 }, ["HelmChart kube-system/api"]]);
  expect(placeText(api, IMAGE)).toBe("k3s/config.yaml:7");
  expect(production.unknowns).toEqual([]);
});

test("a chart that stands in the object itself, or is an archive of the tree, is that one", async () => {
  const folder = await writeTree(CHART);
  const archive = join(folder, "api-1.2.3.tgz");
  await execa("tar", ["--create", "--gzip", "--file", archive, "--directory", join(folder, "charts"), "api"]);
  const bytes = await readFile(archive);
  const inside = await load(await writeTree({ "api.yaml": helmChart(`  chartContent: ${bytes.toString("base64")}\n  set: { tag: "5" }\n`) }));
  expect(image(objectIn(inside, "Deployment/api").value)).toBe("shop/api:5");
  const beside = await load(await writeTree({ "api.yaml": helmChart('  chart: "https://%{KUBERNETES_API}%/static/charts/api-1.2.3.tgz"\n'), "static/api-1.2.3.tgz": bytes }));
  expect(image(objectIn(beside, "Deployment/api").value)).toBe("shop/api:1.0");
});

test("a chart that only the network has is unknown, and one of a version that nobody pinned is told", async () => {
  const of = async (spec: string) => (await load(await writeTree({ ...CHART, "k3s/api.yaml": helmChart(spec) }), { entry: "k3s" })).unknowns.map(({ id, resolve }) => `${id}: ${resolve}`);
  expect(await of("  chart: traefik\n  repo: https://charts.example.com\n  version: 30.0.0\n")).toEqual(["brought/helmchart/kube-system/api: Fetch it once: helm pull traefik --repo https://charts.example.com --version 30.0.0 --destination ~/.cache/neotool/charts"]);
  expect(await of('  chart: "https://example.com/x-1.tgz"\n')).toEqual(["brought/helmchart/kube-system/api: Put x-1.tgz into the repository."]);
  expect(await of("  chart: api\n")).toEqual(["brought/chart-version/kube-system/api: Pin it, for example to 1.2.3."]);
});

test("values that cannot be read are an error with their line", async () => {
  const error = await failureOf(load(await writeTree({ ...CHART, "k3s/api.yaml": helmChart("  chart: api\n  version: 1.2.3\n  valuesContent: |-\n    tag: '2.0\n") }), { entry: "k3s" }));
  expect(error.message).toMatch(/^k3s\/api\.yaml:\d+ holds unreadable values \(HelmChart kube-system\/api\): /);
});
