import { expect, test } from "vitest";
import { kustomizeGraph } from "../../../dev/parity/load/kustomize/graph.ts";
import { originsOf } from "../../../dev/parity/load/kustomize/origin.ts";
import { isRemote, referencesOf } from "../../../dev/parity/load/kustomize/references.ts";
import { readRefusal } from "../../../dev/parity/load/kustomize/refusal.ts";
import { itemsOf, looksLikeObjects } from "../../../dev/parity/load/objects/flatten.ts";
import { createSources } from "../../../dev/parity/load/place/sources.ts";
import { treeOf } from "../../../dev/parity/load/tree/tree.ts";
import { parseRendered, splitRendered } from "../../../dev/parity/load/yaml/rendered.ts";

test("what was rendered is cut at lines that begin with three dashes, comments alone are nothing", () => {
  expect(splitRendered("---\n# Source: x\na: 1\n---\n# nothing\n\n---\nb: |\n  ---\n  c\n")).toEqual(["\n# Source: x\na: 1\n", "\nb: |\n  ---\n  c\n"]);
});

test("the schema of a custom kind is cut out before it is parsed", () => {
  const text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\nspec:\n  group: example.com\n  names:\n    kind: Thing\n    plural: things\n  scope: Cluster\n  versions:\n  - name: v1alpha1\n    schema:\n      openAPIV3Schema: {}\n  - additionalPrinterColumns: []\n    name: v1\nstatus: {}\n";
  expect(parseRendered(text)).toEqual({ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name: "things.example.com" }, spec: { group: "example.com", names: { kind: "Thing" }, scope: "Cluster", versions: [{ name: "v1alpha1" }, { name: "v1" }] }, status: {} });
});

test("where an object comes from is told by its name: prefixes, suffixes, namespaces and hashes of generators count", async () => {
  const files: Readonly<Record<string, string>> = {
    "base/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator: [{ name: web }, { name: web-more }]\n",
    "base/web.yaml": "apiVersion: v1\nkind: Service\nmetadata: { name: web }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: web-admin }\n",
    "a/kustomization.yaml": "namePrefix: a-\nnamespace: a\nresources: [../base]\n",
    "b/kustomization.yaml": "nameSuffix: -b\nnamespace: b\nresources: [../base]\ncomponents: [../c]\n",
    "c/kustomization.yaml": "kind: Component\n",
    "all/kustomization.yaml": "resources: [../a, ../b]\n",
  };
  const tree = treeOf({ files: new Map(Object.entries(files).map(([file, text]) => [file, { read: () => Buffer.from(text), size: () => text.length }])), links: new Map(), outward: new Map() });
  const sources = createSources();
  const graph = await kustomizeGraph(tree, sources, ["all"]);
  for (const file of graph.files) sources.keep(file, files[file] ?? "");
  const find = originsOf(graph, { resources: ["all"], components: [], fields: {} }, sources);
  const way = (kind: string, name: string, namespace?: string) => {
    const { path, generatedIn, shapedIn } = find({ kind, name, namespace });
    return [path ?? generatedIn, ...shapedIn.map((file) => file.split("/")[0])];
  };
  expect(way("Service", "a-web", "a")).toEqual(["base/web.yaml", "all", "a", "base"]);
  expect(way("Service", "web-admin-b", "b")).toEqual(["base/web.yaml", "all", "b", "c", "base"]);
  expect(way("ConfigMap", "a-web-0123456789", "a")).toEqual(["base/kustomization.yaml", "all", "a", "base"]);
  expect(way("ConfigMap", "web-more-b-0123456789", "b")).toEqual(["base/kustomization.yaml", "all", "b", "c", "base"]);
  expect(way("Service", "nobody")).toEqual([undefined]);
});

test.each([
  ["error: plain words\n", "plain words", undefined],
  [`E1 run.go:72] "command failed" err="accumulating resources: accumulation err='x': recursed accumulation of path 'a/b': no resource matches \\"D\\""`, 'no resource matches "D"', "a/b"],
  [`E1 run.go:72] "command failed" err=<\n\tmap: yaml: unmarshal errors:\n\t  line 5: key "a"\n >\n`, 'map: yaml: unmarshal errors: line 5: key "a"', undefined],
])("what kubectl says of a refusal is found in %j", (stderr, reason, folder) => {
  expect(readRefusal(stderr)).toMatchObject({ reason, folder });
});

test("everything that a kustomization asks for is known before it is rendered", () => {
  const asked = referencesOf({
    resources: ["a.yaml", "../base"],
    components: ["c"],
    patches: [{ path: "p.yaml" }, { patch: "inline" }],
    patchesStrategicMerge: ["s.yaml", "kind: x\n"],
    configMapGenerator: [{ files: ["k=f.conf", "g.conf"], envs: ["e.env"], env: "old.env", literals: ["x=y"] }],
    replacements: [{ path: "r.yaml" }],
    openapi: { path: "o.json" },
    crds: ["crd.json"],
  });
  expect(asked.map(({ text }) => text)).toEqual(["a.yaml", "../base", "c", "crd.json", "s.yaml", "p.yaml", "r.yaml", "f.conf", "g.conf", "e.env", "old.env", "o.json"]);
});

test.each([
  ["https://example.com/x.yaml", true],
  ["github.com/a/b//deploy?ref=v1", true],
  ["git@github.com:a/b.git", true],
  ["../base", false],
  ["base/v1.2/x.yaml", false],
])("%s is remote: %s", (text, expected) => {
  expect(isRemote(text)).toBe(expected);
});

test("lists in lists are flattened, and what is no object is none", () => {
  const item = { apiVersion: "v1", kind: "ConfigMap" };
  expect(itemsOf({ apiVersion: "v1", kind: "List", items: [item, { apiVersion: "v1", kind: "ConfigMapList", items: [item, "x"] }] })).toEqual([
    { value: item, at: ["items", 0] },
    { value: item, at: ["items", 1, "items", 0] },
  ]);
  expect(itemsOf(["x"])).toEqual([]);
  expect([looksLikeObjects("# x\napiVersion: v1\nkind: x\n"), looksLikeObjects("a:\n  kind: x\n  apiVersion: v1\n")]).toEqual([true, false]);
});
