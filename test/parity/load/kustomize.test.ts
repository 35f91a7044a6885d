import { readdir, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DevError } from "../../../dev/errors/dev-error.ts";
import { failureOf } from "../../support/failure.ts";
import { deployment, idsOf, load, objectIn, placeText, writeTree } from "../../support/manifests.ts";
import { renderingPrograms } from "../../support/rendering-programs.ts";

const IMAGE = ["spec", "template", "spec", "containers", 0, "image"] as const;
const BASE = { "base/kustomization.yaml": "resources:\n  - web.yaml\n", "base/web.yaml": deployment("web", "shop/web:1.0") } as const;

test("an overlay's values have the place that set them: image, patches, replicas, namespace, labels, the base", async () => {
  const root = await writeTree({
    ...BASE,
    "overlays/prod/kustomization.yaml": `namespace: shop
resources:
  - ../../base
images:
  - name: shop/web
    newTag: "2.0"
replicas:
  - name: web
    count: 3
commonAnnotations:
  team: shop
patches:
  - path: resources.yaml
  - target:
      kind: Deployment
    patch: |
      - op: add
        path: /spec/template/spec/containers/0/env
        value:
          - name: MODE
            value: prod
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        template:
          spec:
            terminationGracePeriodSeconds: 7
`,
    "overlays/prod/resources.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: sidecar
          image: side/car:1
        - name: web
          resources:
            limits:
              memory: 1Gi
`,
  });
  const production = await load(root);
  const web = objectIn(production, "Deployment/web");
  expect(production.entry).toEqual({ kind: "kustomize", path: "overlays/prod" });
  expect(web.via).toEqual(["kustomize overlays/prod"]);
  expect(placeText(web)).toBe("base/web.yaml:1");
  expect(web.value.metadata).toEqual({ name: "web", namespace: "shop", annotations: { team: "shop" } }); // nothing of kustomize's own bookkeeping
  const containers = ["spec", "template", "spec", "containers"] as const;
  const names = [0, 1].map((index) => placeText(web, [...containers, index, "name"]));
  expect(names.sort()).toEqual(["base/web.yaml:13", "overlays/prod/resources.yaml:9"]);
  const own = placeText(web, [...containers, 0, "name"]).startsWith("base") ? 0 : 1; // an added one goes first, or last
  expect(placeText(web, [...containers, own, "image"])).toBe("overlays/prod/kustomization.yaml:6");
  expect(placeText(web, [...containers, own, "resources", "limits", "memory"])).toBe("overlays/prod/resources.yaml:14");
  expect(placeText(web, ["spec", "replicas"])).toBe("overlays/prod/kustomization.yaml:9");
  expect(placeText(web, ["metadata", "namespace"])).toBe("overlays/prod/kustomization.yaml:1");
  expect(placeText(web, ["metadata", "annotations", "team"])).toBe("overlays/prod/kustomization.yaml:11");
  expect(placeText(web, [...containers, 0, "env", 0, "value"])).toBe("overlays/prod/kustomization.yaml:21");
  expect(placeText(web, ["spec", "template", "spec", "terminationGracePeriodSeconds"])).toBe("overlays/prod/kustomization.yaml:30");
  expect(placeText(web, ["spec", "selector"])).toBe("base/web.yaml:6");
});

test("generated ConfigMaps and Secrets lead to the entry that makes them, their keys to the files", async () => {
  const root = await writeTree({
    "kustomization.yaml": "configMapGenerator:\n  - name: web\n    files:\n      - app.conf\n      - other.conf=conf/x.conf\n    literals:\n      - MODE=prod\nsecretGenerator:\n  - name: key\n    literals:\n      - password=hunter22\n",
    "app.conf": "a = 1\n",
    "conf/x.conf": "b = 2\n",
  });
  const production = await load(root);
  const [map, secret] = production.objects;
  expect(map?.name).toMatch(/^web-\w{10}$/);
  expect(map && placeText(map)).toBe("kustomization.yaml:2");
  expect(map && [placeText(map, ["data", "app.conf"]), placeText(map, ["data", "other.conf"]), placeText(map, ["data", "MODE"])]).toEqual(["app.conf:1", "conf/x.conf:1", "kustomization.yaml:7"]);
  expect(secret && placeText(secret, ["data", "password"])).toBe("kustomization.yaml:11");
  expect(production.secrets).toEqual(["hunter22", Buffer.from("hunter22").toString("base64")]);
});

test("components, replacements, prefixes and bases three levels deep are rendered", async () => {
  const root = await writeTree({
    ...BASE,
    "middle/kustomization.yaml": "namePrefix: shop-\nresources: [../base]\n",
    "high/kustomization.yaml": "components: [../two]\nresources: [../middle, config.yaml]\nreplacements:\n  - source: { kind: ConfigMap, name: facts, fieldPath: data.tag }\n    targets:\n      - select: { kind: Deployment }\n        fieldPaths: [spec.template.spec.containers.0.image]\n        options: { delimiter: ':', index: 1 }\n",
    "high/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: facts }\ndata: { tag: '9.9' }\n",
    "two/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nreplicas: [{ name: web, count: 2 }]\n",
    "prod/kustomization.yaml": "resources: [../high]\n",
  });
  const web = objectIn(await load(root), "Deployment/shop-web");
  expect(web.value.spec).toMatchObject({ replicas: 2, template: { spec: { containers: [{ image: "shop/web:9.9" }] } } });
  expect(placeText(web)).toBe("base/web.yaml:1");
  expect(placeText(web, ["spec", "replicas"])).toBe("two/kustomization.yaml:3");
  expect(placeText(web, IMAGE)).toBe("base/web.yaml:14");
});

test("what is remote is not fetched: it is unknown, and the rest is rendered", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources:\n  - https://github.com/example/base?ref=v1\n  - web.yaml\n  - github.com/example/other//deploy?ref=v2\n", "web.yaml": deployment("web", "shop/web:1.0") });
  const production = await load(root);
  expect(idsOf(production)).toEqual(["Deployment/web"]);
  expect(production.unknowns.map(({ id, place }) => [id, place.line])).toEqual([
    ["kustomize/remote/github.com/example/base", 2],
    ["kustomize/remote/github.com/example/other//deploy", 4],
  ]);
});

test("where a patch needs what is remote, all of it is unknown, and no error", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources: ['https://example.com/base.yaml']\npatches: [{ path: p.yaml }]\n", "p.yaml": deployment("web", "shop/web:1.0") });
  const { unknowns, objects } = await load(root);
  expect(objects).toEqual([]);
  expect(unknowns.map(({ id }) => id)).toEqual(["kustomize/remote/example.com/base.yaml", "kustomize/."]);
});

test("broken YAML is an error also beside what is remote", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources: ['https://example.com/base.yaml', web.yaml]\n", "web.yaml": deployment("web", "shop/web:1.0").replace("metadata:\n", "metadata:\n  name: twice\n") });
  expect((await failureOf(load(root))).message).toBe("web.yaml:5:3 is broken YAML: Map keys must be unique");
});

test("charts that kustomize would pull are unknown", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources: [web.yaml]\nhelmCharts:\n  - name: loki\n    repo: https://charts.example.com\n    version: 1.2.3\n", "web.yaml": deployment("web", "shop/web:1.0") });
  const production = await load(root);
  expect(production.unknowns.map(({ id, place }) => [id, place.line])).toEqual([["kustomize/helm/./loki", 3]]);
  expect(idsOf(production)).toEqual(["Deployment/web"]);
});

const CHART = {
  "charts/web/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n",
  "charts/web/values.yaml": "tag: '1.0'\n",
  "charts/web/templates/web.yaml": deployment("{{ .Release.Name }}", "shop/web:{{ .Values.tag }}"),
};

test("charts that are in the tree are rendered by kustomize and helm themselves, with their values and patches", async () => {
  const root = await writeTree({
    ...CHART,
    "kustomization.yaml": "helmCharts:\n  - name: web\n    releaseName: shop\n    valuesFile: live.yaml\n  - name: web\n    releaseName: inline\n    valuesInline: { tag: '3.0' }\n  - name: gone\nimages:\n  - { name: shop/web, newName: shop/site }\n",
    "live.yaml": "tag: '2.0'\n",
  });
  const production = await load(root);
  expect(production.objects.map(({ name, value }) => `${name} ${JSON.stringify(value).match(/shop\/[\w:.]+/)?.[0]}`).sort()).toEqual(["inline shop/site:3.0", "shop shop/site:2.0"]);
  expect(production.unknowns.map(({ id, place, resolve }) => [id, place.line, resolve.split(". ")[0]])).toEqual([["kustomize/helm/./gone", 8, "Keep the chart in charts/gone"]]);
});

test("a chart for which there is no helm is unknown, and so is one whose release would be an option of helm's", async () => {
  const find = async (program: string) => (program === "helm" ? Promise.reject(new DevError("TOOL_MISSING", "no helm", { hint: "" })) : (await renderingPrograms())("kubectl"));
  const files = (name: string) => ({ ...CHART, "kustomization.yaml": `resources: [web.yaml]\nhelmCharts:\n  - name: web\n    releaseName: "${name}"\n`, "web.yaml": deployment("web", "shop/web:1.0") });
  const without = await load(await writeTree(files("shop")), {}, { find });
  const option = await load(await writeTree(files("--post-renderer=/bin/false")));
  expect([without, option].map((one) => [idsOf(one), one.unknowns.map(({ why }) => why)])).toEqual([
    [["Deployment/web"], ["There is no helm on this machine, which would render it"]],
    [["Deployment/web"], ['"--post-renderer=/bin/false" is no name for a release']],
  ]);
});

test("plug-ins are programs, and none is run: they are unknown", async () => {
  const plugin = "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata:\n  name: s\n  annotations:\n    config.kubernetes.io/function: |\n      exec:\n        path: ./steal\n";
  const root = await writeTree({
    "kustomization.yaml": "resources: [web.yaml]\ngenerators:\n  - https://example.com/generator\n  - ksops.yaml\n  - reads.yaml\ntransformers:\n  - suffix.yaml\n",
    "reads.yaml": "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: { name: stolen }\nfiles: [/etc/hostname]\n",
    "ksops.yaml": plugin,
    "suffix.yaml": "apiVersion: builtin\nkind: PrefixSuffixTransformer\nmetadata: { name: x }\nsuffix: -x\nfieldSpecs: [{ path: metadata/name }]\n",
    "web.yaml": deployment("web", "shop/web:1.0"),
  });
  const production = await load(root);
  expect(production.unknowns.map(({ id, place }) => `${id} ${place.line}`)).toEqual(["kustomize/plugin/./generators/1 4", "kustomize/plugin/./generators/2 5", "kustomize/remote/example.com/generator 3"]);
  expect(idsOf(production)).toEqual(["Deployment/web-x"]);
});

test("of several entries the one that is called production is read, and the others are told", async () => {
  const files = { ...BASE, "overlays/prod/kustomization.yaml": "resources: [../../base]\n", "overlays/dev/kustomization.yaml": "resources: [../../base]\n" };
  const production = await load(await writeTree(files));
  expect(production.entry.path).toBe("overlays/prod");
  expect(production.otherEntries).toEqual([{ kind: "kustomize", path: "overlays/dev" }]);
});

test("of several entries none of which is called production, one has to be named", async () => {
  const error = await failureOf(load(await writeTree({ ...BASE, "overlays/eu/kustomization.yaml": "resources: [../../base]\n", "overlays/us/kustomization.yaml": "resources: [../../base]\n" })));
  expect(error.evidence).toEqual(["overlays/eu (kustomize)", "overlays/us (kustomize)"]);
  expect(error.hint).toBe("Say which is meant: --entry overlays/eu");
});

test("nothing is left of the copies that were rendered, nor written into the tree", async () => {
  const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("neotool-parity-"));
  const root = await writeTree({ "kustomization.yaml": "resources: [web.yaml]\n", "web.yaml": deployment("web", "shop/web:1.0") });
  const before = await left();
  await load(root);
  expect((await left()).filter((name) => !before.includes(name))).toEqual([]);
  expect((await readdir(root)).sort()).toEqual(["kustomization.yaml", "web.yaml"]);
});

test("what a base takes is counted from where it is, and not from the link by which an overlay takes it", async () => {
  const root = await writeTree({
    "common/kustomization.yaml": "resources: [web.yaml]\n",
    "common/web.yaml": deployment("web", "shop/web:1.0"),
    "base/kustomization.yaml": "resources:\n  - ../common\nimages:\n  - name: shop/web\n    newTag: '1.5'\n",
    "overlays/prod/kustomization.yaml": "resources:\n  - base\nnamespace: shop\n",
  });
  await symlink("../../base", join(root, "overlays", "prod", "base"));
  const web = objectIn(await load(root, { entry: "overlays/prod" }), "Deployment/web");
  expect(web.value).toMatchObject({ metadata: { namespace: "shop" }, spec: { template: { spec: { containers: [{ image: "shop/web:1.5" }] } } } });
  expect(placeText(web, IMAGE)).toBe("base/kustomization.yaml:5");
});

test("a link that leads back to the kustomization which takes it", async () => {
  const root = await writeTree({ "base/kustomization.yaml": "resources:\n  - again\n" });
  await symlink(".", join(root, "base", "again"));
  expect(await failureOf(load(root, { entry: "base" }))).toMatchObject({ message: "base/kustomization.yaml:2 leads back to itself: base → base" });
});
