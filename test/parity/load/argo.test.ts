import { expect, test } from "vitest";
import { failureOf } from "../../support/failure.ts";
import { deployment, idsOf, load, objectIn, placeText, writeTree } from "../../support/manifests.ts";

const IMAGE = ["spec", "template", "spec", "containers", 0, "image"] as const;
const URL = "https://git.example.com/shop/infra.git";

const application = (name: string, source: string, namespace = "shop"): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec:
  destination: { namespace: ${namespace} }
  ${source}
`;

const from = (path: string, more = ""): string => `source: { repoURL: "${URL}", path: ${path}, targetRevision: main${more} }`;

const WEB = { "web/kustomization.yaml": "resources: [web.yaml]\n", "web/web.yaml": deployment("web", "shop/web:1.0") } as const;
const CHART = {
  "charts/api/Chart.yaml": "apiVersion: v2\nname: api\nversion: 1.0.0\n",
  "charts/api/values.yaml": "image: shop/api\ntag: '1.0'\nreplicas: 1\n",
  "charts/api/templates/api.yaml": deployment("{{ .Release.Name }}", "{{ .Values.image }}:{{ .Values.tag }}").replace("spec:\n", "spec:\n  replicas: {{ .Values.replicas }}\n"),
} as const;

test("a folder with a kustomization is rendered with what the Application lays over it, in its namespace", async () => {
  const root = await writeTree({ ...WEB, "apps/web.yaml": application("web", from("web", ', kustomize: { namePrefix: eu-, images: ["shop/web=shop/site:2.0"], replicas: [{ name: web, count: 3 }] }')) });
  const production = await load(root, { entry: "apps" });
  const web = objectIn(production, "Deployment/eu-web");
  expect([web.namespace, web.value.spec]).toMatchObject(["shop", { replicas: 3, template: { spec: { containers: [{ image: "shop/site:2.0" }] } } }]);
  expect(web.via).toEqual(["Application argocd/web"]);
  expect(web.place.file).toBe("web/web.yaml");
  expect(production.unknowns).toEqual([]);
});

test("a chart is rendered with files, texts, objects and parameters, the last of them the strongest", async () => {
  const helm = (more: string) => application("api", `source:\n    repoURL: "${URL}"\n    path: charts/api\n    helm:\n      releaseName: shop-api\n      valueFiles: [live.yaml, /shared/all.yaml]\n${more}`);
  const files = { ...CHART, "charts/api/live.yaml": "tag: '2.0'\n", "shared/all.yaml": "replicas: 2\n" };
  const production = await load(await writeTree({ ...files, "apps/api.yaml": helm("      values: |\n        tag: '3.0'\n") }), { entry: "apps" });
  const api = objectIn(production, "Deployment/shop-api");
  expect([api.namespace, api.value.spec]).toMatchObject(["shop", { replicas: 2, template: { spec: { containers: [{ image: "shop/api:3.0" }] } } }]);
  expect([placeText(api, IMAGE), placeText(api, ["spec", "replicas"])]).toEqual(["apps/api.yaml:13", "shared/all.yaml:1"]);
  const strongest = await load(await writeTree({ ...files, "apps/api.yaml": helm("      values: 'tag: x'\n      valuesObject: { tag: '4.0', replicas: 4 }\n      parameters: [{ name: replicas, value: '5' }]\n") }), { entry: "apps" });
  expect(objectIn(strongest, "Deployment/shop-api").value.spec).toMatchObject({ replicas: 5, template: { spec: { containers: [{ image: "shop/api:4.0" }] } } });
});

test("values of another source of the same Application are found by its name", async () => {
  const sources = `sources:\n    - { repoURL: "${URL}", path: charts/api, helm: { valueFiles: ["$live/shared/all.yaml"] } }\n    - { repoURL: "${URL}", ref: live }`;
  const production = await load(await writeTree({ ...CHART, "shared/all.yaml": "tag: '9'\n", "apps/api.yaml": application("api", sources) }), { entry: "apps" });
  expect(objectIn(production, "Deployment/api").value).toMatchObject({ spec: { template: { spec: { containers: [{ image: "shop/api:9" }] } } } });
  expect(production.unknowns).toEqual([]);
});

test("a folder of manifests is what lies in it, and what lies below where that is said; nothing is read twice", async () => {
  const files = { "db/db.yaml": deployment("db", "postgres:18.1"), "db/more/cache.yaml": deployment("cache", "redis:8"), "db/skip.yaml": deployment("skip", "x:1") };
  const flat = await load(await writeTree({ ...files, "app.yaml": application("db", from("db", ", directory: { exclude: '{skip*,other*}' }")) }));
  expect(flat.objects.map(({ kind, namespace, name }) => `${kind} ${namespace} ${name}`).sort()).toEqual(["Application argocd db", "Deployment shop db", "Deployment undefined cache", "Deployment undefined skip"]);
  const deep = await load(await writeTree({ ...files, "app.yaml": application("db", from("db", ", directory: { recurse: true }")) }));
  expect(deep.objects.filter(({ kind }) => kind === "Deployment").map(({ namespace, name }) => `${namespace} ${name}`).sort()).toEqual(["shop cache", "shop db", "shop skip"]);
});

test("an Application of Applications is followed, also one that leads back to itself", async () => {
  const production = await load(await writeTree({ ...WEB, "apps/web.yaml": application("web", from("web")), "apps/all.yaml": application("all", from("apps", ", directory: { recurse: true }"), "argocd"), "root/all.yaml": application("all", from("apps"), "argocd") }), { entry: "root" });
  expect(idsOf(production)).toEqual(["Application/all", "Application/all", "Application/web", "Deployment/web"]);
});

test("what comes from another repository, by a plug-in or from a repository of charts is unknown, with what would resolve it", async () => {
  const production = await load(
    await writeTree({
      "apps/a.yaml": application("elsewhere", 'source: { repoURL: "https://git.example.com/other.git", path: x }'),
      "apps/b.yaml": application("here", from("apps/none")).replace("apps/none", "apps"),
      "apps/c.yaml": application("plugin", from("apps", ", plugin: {}")),
      "apps/d.yaml": application("chart", "source: { repoURL: https://charts.example.com, chart: loki, targetRevision: 6.1.0 }"),
      "apps/e.yaml": application("range", "source: { repoURL: https://charts.example.com, chart: loki, targetRevision: 6.x }"),
    }),
    { entry: "apps" },
  );
  expect(production.unknowns.map(({ id, resolve }) => `${id}: ${resolve}`).sort()).toEqual([
    "brought/application/argocd/chart: Fetch it once: helm pull loki --repo https://charts.example.com --version 6.1.0 --destination ~/.cache/neotool/charts",
    "brought/application/argocd/elsewhere: Compare that repository as well: neotool dev parity DIR, with its own folder.",
    "brought/application/argocd/here: Compare that repository as well: neotool dev parity DIR, with its own folder.",
    "brought/application/argocd/plugin: Keep what it makes in the tree.",
    "brought/application/argocd/range: Pin it.",
  ]);
});

test("a folder or values that are not there are an error with their line", async () => {
  const folder = await failureOf(load(await writeTree({ "apps/a.yaml": application("a", from("nowhere")) }), { entry: "apps" }));
  expect(folder.message).toMatch(/^apps\/a\.yaml:6 names nowhere, and there is no such folder below /);
  const values = await failureOf(load(await writeTree({ ...CHART, "apps/a.yaml": application("a", from("charts/api", ", helm: { valueFiles: [gone.yaml] }")) }), { entry: "apps" }));
  expect(values.message).toBe("apps/a.yaml:6 names the values gone.yaml, and there is no such file");
});
