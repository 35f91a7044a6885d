import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { newestIn } from "../../../../dev/parity/load/helm/version-range.ts";
import { failureOf } from "../../../support/failure.ts";
import { idsOf, load, objectIn, placeText, writeTree } from "../../../support/manifests.ts";

const CHART = {
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/values.yaml": "image: { repository: shop/web, tag: '1' }\nreplicas: 1\nport: 8080\n",
  "charts/web/templates/web.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ .Values.replicas }}
  template:
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          ports: [{ containerPort: {{ .Values.port }} }]
          {{- with .Values.password }}
          args: [{{ . | quote }}]
          {{- end }}
{{- if .Capabilities.APIVersions.Has "monitoring.coreos.com/v1" }}
---
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata:
  name: {{ .Release.Name }}
{{- end }}
`,
} as const;

const SOURCES = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { url: "ssh://git@git.example.com/shop/fleet" }
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: shop, namespace: flux-system }
spec: { url: "https://charts.example.com" }
---
`;

const FROM_GIT = "  chart: { spec: { chart: ./charts/web, sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system } } }\n";
const fromRepository = (version: string) => `  chart: { spec: { chart: web, version: "${version}", sourceRef: { kind: HelmRepository, name: shop, namespace: flux-system } } }\n`;

const release = (spec: string): string => `${SOURCES}apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: web
  namespace: shop
spec:
${spec}`;

const IMAGE = ["spec", "template", "spec", "containers", 0, "image"] as const;

test("a release of a chart in the tree is rendered, and its values lead to those who gave them", async () => {
  const root = await writeTree({
    ...CHART,
    "release.yaml": release(`${FROM_GIT}  valuesFrom:\n    - kind: ConfigMap\n      name: defaults\n  values:\n    image:\n      tag: "7"\n`),
    "defaults.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: defaults, namespace: shop }\ndata:\n  values.yaml: |\n    replicas: 3\n    image:\n      tag: '5'\n",
  });
  const production = await load(root);
  const web = objectIn(production, "Deployment/web");
  expect(web).toMatchObject({ namespace: "shop", via: ["HelmRelease shop/web"], value: { spec: { replicas: 3 } } });
  expect(placeText(web)).toBe("release.yaml:11");
  expect(placeText(web, IMAGE)).toBe("release.yaml:23");
  expect(placeText(web, ["spec", "replicas"])).toBe("defaults.yaml:6");
  expect(placeText(web, ["spec", "template", "spec", "containers", 0, "ports", 0, "containerPort"])).toBe("charts/web/values.yaml:3");
  expect(idsOf(production)).toContain("HelmRelease/web"); // the release itself stays to be looked at
  expect(production.unknowns).toEqual([]);
});

test("charts see the custom kinds that the tree defines", async () => {
  const crd = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: { name: servicemonitors.monitoring.coreos.com }\nspec: { group: monitoring.coreos.com, names: { kind: ServiceMonitor }, scope: Namespaced, versions: [{ name: v1 }] }\n";
  expect(idsOf(await load(await writeTree({ ...CHART, "release.yaml": release(FROM_GIT), "crd.yaml": crd })))).toContain("ServiceMonitor/web");
  expect(idsOf(await load(await writeTree({ ...CHART, "release.yaml": release(FROM_GIT) })))).not.toContain("ServiceMonitor/web");
});

test("a single value may have a target, and what is in a Secret is not to be shown", async () => {
  const root = await writeTree({
    ...CHART,
    "release.yaml": release(`${FROM_GIT}  targetNamespace: other\n  valuesFrom:\n    - kind: Secret\n      name: s\n      valuesKey: pw\n      targetPath: password\n`),
    "s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: shop }\nstringData: { pw: hunter22 }\n",
  });
  const production = await load(root);
  expect(objectIn(production, "Deployment/other-web")).toMatchObject({ namespace: "other", value: { spec: { template: { spec: { containers: [{ args: ["hunter22"] }] } } } } });
  expect(production.secrets).toContain("hunter22");
});

test("values files that a release names are the chart's, and a release that is suspended may not run so", async () => {
  const chart = "  suspend: true\n  chart: { spec: { chart: ./charts/web, valuesFiles: [./charts/web/values.yaml, ./charts/web/live.yaml], sourceRef: { kind: GitRepository, name: flux-system, namespace: flux-system } } }\n";
  const root = await writeTree({ ...CHART, "charts/web/live.yaml": "replicas: 6\n", "release.yaml": release(chart) });
  const production = await load(root);
  const web = objectIn(production, "Deployment/web");
  expect(web.value.spec).toMatchObject({ replicas: 6 });
  expect(placeText(web, ["spec", "replicas"])).toBe("charts/web/live.yaml:1");
  expect(production.unknowns.map(({ id }) => id)).toEqual(["flux/suspended/helmrelease/shop/web"]);
  const missing = await failureOf(load(await writeTree({ ...CHART, "release.yaml": release(chart) })));
  expect(missing.message).toBe("release.yaml:18 names the values ./charts/web/live.yaml, and there is no such file");
});

test("post renderers have the last word, and the place of it", async () => {
  const root = await writeTree({ ...CHART, "release.yaml": release(`${FROM_GIT}  postRenderers:\n    - kustomize:\n        images:\n          - name: shop/web\n            newTag: "9"\n`) });
  const web = objectIn(await load(root), "Deployment/web");
  expect(web.value).toMatchObject({ spec: { template: { spec: { containers: [{ image: "shop/web:9" }] } } } });
  expect(placeText(web, IMAGE)).toBe("release.yaml:22");
});

test("a chart of a repository is unknown, and says how it can be known", async () => {
  const { unknowns } = await load(await writeTree({ "release.yaml": release(fromRepository("1.0.0")) }));
  expect(unknowns).toEqual([
    {
      id: "flux/helmrelease/shop/web",
      place: { file: "release.yaml", line: 11 },
      what: "What HelmRelease shop/web runs",
      why: "Chart web 1.0.0 of HelmRepository flux-system/shop is neither in this folder nor in a cache of charts",
      resolve: "Fetch it once: helm pull web --repo https://charts.example.com --version 1.0.0 --destination ~/.cache/neotool/charts",
    },
  ]);
});

test("a version that is none in particular is unknown where no chart that fits is at hand", async () => {
  for (const files of [{}, { ...CHART }]) {
    const { unknowns } = await load(await writeTree({ ...files, "release.yaml": release(fromRepository("2.x")) }));
    expect(unknowns[0]?.why).toBe('The version of chart web is "2.x", only the repository knows which one that is, and none that fits is in this folder or in a cache of charts');
  }
});

test("of a range the newest chart at hand is rendered, and that there may be a newer one is said", async () => {
  const newer = Object.fromEntries(Object.entries(CHART).map(([file, text]) => [file.replace("charts/web", "charts/newer"), text.replace("version: 1.0.0", "version: 1.4.2")]));
  const production = await load(await writeTree({ ...CHART, ...newer, "release.yaml": release(fromRepository(">=1.0.0, <2")) }));
  expect(idsOf(production)).toContain("Deployment/web");
  expect(production.unknowns).toEqual([
    {
      id: "flux/chart-version/shop/web",
      place: { file: "release.yaml", line: 17 },
      what: "Which version of its chart HelmRelease shop/web runs",
      why: '">=1.0.0, <2" lets the repository choose; 1.4.2 was rendered, the newest that is at hand and fits',
      resolve: "Pin it, for example to 1.4.2.",
    },
  ]);
});

test.each([
  ["1.x", "1.4.2"],
  ["~1.0.0", "1.0.3"],
  ["^1.0.0", "1.4.2"],
  [">=1.0.0,<1.4.0", "1.3.0"],
  [">= 1.0, < 1.4 || 2.x", "2.0.0"],
  ["*", "2.0.0"],
  [">=2.0.0-0", "2.1.0-rc.1"],
  ["3.x", undefined],
  ["no range", undefined],
])("of a few versions, %s means %s", (range, version) => {
  expect(newestIn(["1.0.0", "1.0.3", "1.3.0", "1.4.2", "2.0.0", "2.1.0-rc.1"], range)).toBe(version);
});

test("a chart of a repository is found in the tree, and as an archive in a cache", async () => {
  const inTree = await load(await writeTree({ ...CHART, "release.yaml": release(fromRepository("1.0.0")) }));
  expect(idsOf(inTree)).toContain("Deployment/web");
  const root = await writeTree({ "release.yaml": release(fromRepository("1.0.0")) });
  const cache = await writeTree({ ...CHART, "charts/.keep": "" });
  await execa("tar", ["--create", "--gzip", "--file", join(cache, "charts", "web-1.0.0.tgz"), "--directory", join(cache, "charts"), "web"]);
  const cached = await load(root, {}, { cache });
  expect(idsOf(cached)).toContain("Deployment/web");
  expect(cached.unknowns).toEqual([]);
  const helmCache = join(root, "helm-cache");
  await mkdir(helmCache);
  await copyFile(join(cache, "charts", "web-1.0.0.tgz"), join(helmCache, "web-1.0.0.tgz"));
  expect(idsOf(await load(root, {}, { env: { HELM_REPOSITORY_CACHE: helmCache } }))).toContain("Deployment/web");
});

test("without helm, and with values that a chart cannot take, a release is unknown", async () => {
  const root = await writeTree({ ...CHART, "release.yaml": release(FROM_GIT) });
  const without = await load(root, {}, { find: () => Promise.resolve("/nowhere/helm") });
  expect(without.unknowns).toMatchObject([{ id: "flux/helmrelease/shop/web", why: "There is no helm on this machine, which would render its chart" }]);
  const wrong = await load(await writeTree({ ...CHART, "release.yaml": release(`${FROM_GIT}  values:\n    image: text\n`) }));
  expect(wrong.unknowns[0]?.why).toMatch(/^helm cannot render its chart: .*web\/templates\/web\.yaml/);
});

test("a release cannot make an option of its name, nor take files of this machine into what it renders", async () => {
  const option = await load(await writeTree({ ...CHART, "release.yaml": release(`${FROM_GIT}  releaseName: "--post-renderer=/bin/true"\n`) }));
  expect(option.unknowns[0]?.why).toBe('helm cannot render its chart: "--post-renderer=/bin/true" is no name for a release');
  const reading = "  postRenderers:\n    - kustomize:\n        configMapGenerator: [{ name: stolen, files: [/etc/hostname] }]\n        patches: [{ path: /etc/hostname }]\n";
  const production = await load(await writeTree({ ...CHART, "release.yaml": release(FROM_GIT + reading) })).catch((error: Error) => error.message);
  expect(JSON.stringify(production)).not.toContain("stolen-");
});

test("values that are not in the tree are unknown, values that cannot be read are an error", async () => {
  const spec = `${FROM_GIT}  valuesFrom:\n    - kind: ConfigMap\n      name: defaults\n`;
  const { unknowns } = await load(await writeTree({ ...CHART, "release.yaml": release(spec) }));
  expect(unknowns.map(({ id }) => id)).toEqual(["flux/values-from/shop/web/configmap/defaults"]);
  const defaults = (text: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: defaults, namespace: shop }\ndata:\n  values.yaml: |\n${text}`;
  const broken = await failureOf(load(await writeTree({ ...CHART, "release.yaml": release(spec), "d.yaml": defaults("    replicas: 3\n    image: [\n") })));
  expect(broken.code).toBe("MANIFESTS_INVALID");
  expect(broken.message).toMatch(/^d\.yaml:[78] holds unreadable values \(ConfigMap shop\/defaults, key values\.yaml\): is broken YAML/);
  const list = await failureOf(load(await writeTree({ ...CHART, "release.yaml": release(spec), "d.yaml": defaults("    - a\n") })));
  expect(list.message).toBe("d.yaml:6 holds no values: ConfigMap shop/defaults, key values.yaml, is no mapping");
});

test("a folder that is a chart is rendered with its own values and production's beside them", async () => {
  const root = await writeTree({ ...CHART, "charts/web/values-production.yaml": "replicas: 4\n" });
  const production = await load(root);
  expect(production.entry).toEqual({ kind: "helm", path: "charts/web" });
  const web = objectIn(production, "Deployment/web");
  expect(web.value.spec).toMatchObject({ replicas: 4 });
  expect(placeText(web, ["spec", "replicas"])).toBe("charts/web/values-production.yaml:1");
  expect(placeText(web, IMAGE)).toBe("charts/web/values.yaml:1");
});
