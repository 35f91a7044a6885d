import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { deployment, idsOf, load, objectIn, placeText, writeTree } from "../../support/manifests.ts";

test("every document of every file is an object, with the line at which it begins", async () => {
  const root = await writeTree({ "a.yaml": `# first\n---\n${deployment("one", "x:1")}---\n${deployment("two", "y:2")}`, "deep/er/b.yml": deployment("three", "z:3") });
  const production = await load(root);
  expect(production.entry).toEqual({ kind: "plain", path: "." });
  expect(production.objects.map((object) => `${object.name} ${placeText(object)}`)).toEqual(["one a.yaml:3", "two a.yaml:18", "three deep/er/b.yml:1"]);
});

test("a value has the line of its key", async () => {
  const production = await load(await writeTree({ "a.yaml": deployment("one", "x:1") }));
  const one = objectIn(production, "Deployment/one");
  expect(placeText(one, ["spec", "template", "spec", "containers", 0, "image"])).toBe("a.yaml:14");
  expect(placeText(one, ["spec", "template", "spec", "containers", 0, "resources", "limits"])).toBe("a.yaml:13"); // what is nearest of what is not there
  expect(placeText(one, ["nothing"])).toBe("a.yaml:1");
});

test("a List is the objects in it", async () => {
  const root = await writeTree({ "list.yaml": "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: a }\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: b }\n    data: { k: v }\n" });
  const production = await load(root);
  expect(idsOf(production)).toEqual(["ConfigMap/a", "ConfigMap/b"]);
  expect(placeText(objectIn(production, "ConfigMap/b"))).toBe("list.yaml:7");
  expect(placeText(objectIn(production, "ConfigMap/b"), ["data", "k"])).toBe("list.yaml:10");
});

test("anchors and merge keys are followed, values are read as Kubernetes reads them", async () => {
  const root = await writeTree({
    "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: &m\n  name: a\n  labels: &l { x: one }\nspec:\n  more: { <<: *l, z: two }\n  mode: 0644\n  on: off\n  when: 2024-01-01\n  time: 12:30\n",
  });
  const { value } = objectIn(await load(root), "ConfigMap/a");
  expect(value.spec).toEqual({ more: { x: "one", z: "two" }, mode: 420, true: false, when: "2024-01-01", time: "12:30" });
});

test("line ends of Windows and a byte order mark change nothing", async () => {
  const root = await writeTree({ "a.yaml": `\uFEFF${deployment("one", "x:1").replaceAll("\n", "\r\n")}` });
  const one = objectIn(await load(root), "Deployment/one");
  expect(placeText(one, ["spec", "template", "spec", "containers", 0, "image"])).toBe("a.yaml:14");
  expect(JSON.stringify(one.value)).not.toContain("\\r");
});

test("of the definition of a custom kind its names stay, and not its schema", async () => {
  const root = await writeTree({
    "crd.yaml": "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.com\nspec:\n  group: example.com\n  scope: Namespaced\n  names: { kind: Thing, plural: things }\n  versions:\n    - name: v1\n      schema: { openAPIV3Schema: { type: object } }\n",
  });
  expect(objectIn(await load(root), "CustomResourceDefinition/things.example.com").value.spec).toEqual({ group: "example.com", scope: "Namespaced", names: { kind: "Thing", plural: "things" }, versions: [{ name: "v1" }] });
});

test("what is no Kubernetes object is left alone, broken or not", async () => {
  const root = await writeTree({ "a.yaml": deployment("one", "x:1"), "ci.yaml": "on: push\njobs: [", "node_modules/x/b.yaml": deployment("two", "x:1"), "notes.md": "kind: x" });
  expect(idsOf(await load(root))).toEqual(["Deployment/one"]);
});

test("objects that bring others, nobody can tell which, are unknown", async () => {
  const root = await writeTree({ "a.yaml": "apiVersion: helm.cattle.io/v1\nkind: HelmChart\nmetadata: { name: traefik, namespace: kube-system }\n---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: shop }\n---\napiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: { name: all }\n" });
  expect((await load(root)).unknowns.map(({ id, place }) => `${id} ${place.line}`)).toEqual(["brought/application/default/shop 5", "brought/helmchart/kube-system/traefik 1", "brought/applicationset/default/all 9"]);
});

test("a single file may be the entry", async () => {
  const root = await writeTree({ "a.yaml": deployment("one", "x:1"), "b.yaml": deployment("two", "x:1") });
  expect(idsOf(await load(root, { entry: "b.yaml" }))).toEqual(["Deployment/two"]);
});

test("values of Secrets are told apart, so that nobody shows them", async () => {
  const root = await writeTree({ "s.yaml": `apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData: { a: plain-secret }\ndata: { b: ${Buffer.from("encoded-secret").toString("base64")} }\n` });
  const { secrets } = await load(root);
  expect([...secrets].sort()).toEqual([Buffer.from("encoded-secret").toString("base64"), "encoded-secret", "plain-secret"]);
});

test("a linked file counts where it is linked, once", async () => {
  const root = await writeTree({ "shared/a.yaml": deployment("one", "x:1"), "prod/b.yaml": deployment("two", "y:2") });
  await symlink("../shared/a.yaml", join(root, "prod", "a.yaml"));
  await symlink("b.yaml", join(root, "prod", "c.yaml"));
  expect(idsOf(await load(root, { entry: "prod" }))).toEqual(["Deployment/one", "Deployment/two"]);
  expect((await load(root)).objects).toHaveLength(2);
});
