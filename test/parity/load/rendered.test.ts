import { expect, test } from "vitest";
import { takeOrigin } from "../../../dev/parity/load/kustomize/origin.ts";
import { isRemote, referencesOf } from "../../../dev/parity/load/kustomize/references.ts";
import { readRefusal } from "../../../dev/parity/load/kustomize/refusal.ts";
import { itemsOf, looksLikeObjects } from "../../../dev/parity/load/objects/flatten.ts";
import { parseRendered, splitRendered } from "../../../dev/parity/load/yaml/rendered.ts";

test("what was rendered is cut at lines that begin with three dashes, comments alone are nothing", () => {
  expect(splitRendered("---\n# Source: x\na: 1\n---\n# nothing\n\n---\nb: |\n  ---\n  c\n")).toEqual(["\n# Source: x\na: 1\n", "\nb: |\n  ---\n  c\n"]);
});

test("the schema of a custom kind is cut out before it is parsed", () => {
  const text = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\nspec:\n  group: example.com\n  names:\n    kind: Thing\n    plural: things\n  scope: Cluster\n  versions:\n  - name: v1alpha1\n    schema:\n      openAPIV3Schema: {}\n  - additionalPrinterColumns: []\n    name: v1\nstatus: {}\n";
  expect(parseRendered(text)).toEqual({ apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata: { name: "things.example.com" }, spec: { group: "example.com", names: { kind: "Thing" }, scope: "Cluster", versions: [{ name: "v1alpha1" }, { name: "v1" }] }, status: {} });
});

test("kustomize's notes are taken off an object, and read: the outermost kustomization first", () => {
  const { value, origin } = takeOrigin({
    kind: "x",
    metadata: {
      name: "n",
      annotations: {
        "config.kubernetes.io/origin": "path: ../../tree/base/../base/web.yaml\n",
        "alpha.config.kubernetes.io/transformations": "- configuredIn: ../../tree/base/kustomization.yaml\n  configuredBy:\n    apiVersion: builtin\n    kind: PatchTransformer\n- configuredIn: ../../tree/top/kustomization.yaml\n- configuredIn: ../../tree/top/kustomization.yaml\n- configuredIn: kustomization.yaml\n",
      },
    },
  });
  expect(value).toEqual({ kind: "x", metadata: { name: "n" } });
  expect(origin).toEqual({ path: "base/web.yaml", generatedIn: undefined, shapedIn: ["top/kustomization.yaml", "base/kustomization.yaml"] });
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
