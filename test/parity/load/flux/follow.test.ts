import { expect, test } from "vitest";
import { failureOf } from "../../../support/failure.ts";
import { deployment, idsOf, load, objectIn, placeText, writeTree } from "../../../support/manifests.ts";

const SYNC = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { url: "ssh://git@git.example.com/shop/fleet" }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { path: ./clusters/prod, sourceRef: { kind: GitRepository, name: flux-system } }
`;

const kustomization = (name: string, spec: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  sourceRef:
    kind: GitRepository
    name: flux-system
${spec}`;

const configMap = (name: string, data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: flux-system\ndata:\n${data}`;

const cluster = (files: Readonly<Record<string, string>>) => writeTree({ "clusters/prod/flux-system/gotk-sync.yaml": SYNC, ...files });

test("Kustomizations are followed from the cluster to folders with and without a kustomization", async () => {
  const root = await cluster({
    "clusters/prod/apps.yaml": kustomization("apps", "  path: ./apps\n"),
    "apps/one.yaml": deployment("one", "x:1"),
    "apps/two/kustomization.yaml": "resources: [two.yaml]\nnamePrefix: the-\n",
    "apps/two/two.yaml": deployment("two", "y:1"),
    "apps/deeper/three.yml": deployment("three", "z:1"),
  });
  const production = await load(root);
  expect(production.entry).toEqual({ kind: "flux", path: "clusters/prod" });
  expect(idsOf(production).filter((id) => id.startsWith("Deployment"))).toEqual(["Deployment/one", "Deployment/the-two", "Deployment/three"]);
  expect(objectIn(production, "Deployment/the-two").via).toEqual(["Flux clusters/prod", "Flux Kustomization flux-system/apps"]);
  expect(placeText(objectIn(production, "Deployment/the-two"))).toBe("apps/two/two.yaml:1");
  expect(production.unknowns).toEqual([]);
});

test("what a Kustomization does to its objects has its place there", async () => {
  const root = await cluster({
    "clusters/prod/apps.yaml": kustomization(
      "apps",
      `  path: ./apps
  targetNamespace: shop
  images:
    - name: x
      newTag: "2"
  components:
    - ../more
  patches:
    - target:
        kind: Deployment
      patch: |
        - op: replace
          path: /spec/replicas
          value: 5
`,
    ),
    "apps/one.yaml": deployment("one", "x:1").replace("spec:\n", "spec:\n  replicas: 1\n"),
    "more/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncommonAnnotations: { more: 'yes' }\n",
  });
  const one = objectIn(await load(root), "Deployment/one");
  expect(one).toMatchObject({ namespace: "shop", value: { metadata: { annotations: { more: "yes" } }, spec: { replicas: 5 } } });
  expect(placeText(one, ["spec", "replicas"])).toBe("clusters/prod/apps.yaml:23");
  expect(placeText(one, ["spec", "template", "spec", "containers", 0, "image"])).toBe("clusters/prod/apps.yaml:14");
  expect(placeText(one, ["metadata", "namespace"])).toBe("clusters/prod/apps.yaml:11");
  expect(placeText(one, ["metadata", "annotations", "more"])).toBe("more/kustomization.yaml:3");
});

test("variables come from the Kustomization, from ConfigMaps that another one applies, and from defaults", async () => {
  const root = await cluster({
    "clusters/prod/all.yaml": [
      kustomization("apps", "  path: ./apps\n  postBuild:\n    substitute: { TAG: '7' }\n    substituteFrom:\n      - kind: ConfigMap\n        name: facts\n      - kind: Secret\n        name: perhaps\n        optional: true\n"),
      kustomization("facts", "  path: ./facts\n"),
    ].join("---\n"),
    "facts/facts.yaml": configMap("facts", "  REPLICAS: '4'\n  TAG: 'from here it is not taken'\n"),
    "apps/one.yaml": deployment("one", "x:${TAG}").replace("spec:\n", "spec:\n  replicas: ${REPLICAS}\n  paused: ${PAUSED:=false}\n"),
    "apps/not.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: not\n  annotations: { kustomize.toolkit.fluxcd.io/substitute: disabled }\ndata: { k: "\${TAG}" }\n`,
  });
  const production = await load(root);
  expect(objectIn(production, "Deployment/one").value.spec).toMatchObject({ replicas: 4, paused: false, template: { spec: { containers: [{ image: "x:7" }] } } });
  expect(objectIn(production, "ConfigMap/not").value.data).toEqual({ k: "${TAG}" });
  expect(placeText(objectIn(production, "Deployment/one"), ["spec", "replicas"])).toBe("apps/one.yaml:6");
  expect(production.unknowns).toEqual([]);
});

test("a variable without a value is unknown, with the line where it stands, and empty as in the cluster", async () => {
  const root = await cluster({ "clusters/prod/apps.yaml": kustomization("apps", "  path: ./apps\n  postBuild:\n    substitute: { A: a }\n"), "apps/one.yaml": configMap("one", "  a: ${A}\n  b: x${NOBODY}\n") });
  const production = await load(root);
  expect(objectIn(production, "ConfigMap/one").value.data).toEqual({ a: "a", b: "x" });
  expect(production.unknowns).toEqual([
    {
      id: "flux/substitution/flux-system/apps/NOBODY",
      place: { file: "apps/one.yaml", line: 8 },
      what: "The value of ${NOBODY}",
      why: "Kustomization flux-system/apps gives it no value, and it has no default: Flux leaves it empty",
      resolve: "Give it a value in clusters/prod/apps.yaml (spec.postBuild.substitute), or a default: ${NOBODY:=value}",
    },
  ]);
});

test("variables in a Secret that is not in the tree, or encrypted in it, are unknown", async () => {
  const root = await cluster({
    "clusters/prod/apps.yaml": kustomization("apps", "  path: ./apps\n  postBuild:\n    substituteFrom:\n      - { kind: Secret, name: away }\n      - { kind: Secret, name: sops }\n"),
    "clusters/prod/sops.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: sops, namespace: flux-system }\nstringData: { PASSWORD: 'ENC[AES256_GCM,data:x]' }\n",
    "apps/one.yaml": configMap("one", "  p: ${PASSWORD}\n"),
  });
  const { unknowns } = await load(root);
  expect(unknowns.map(({ id }) => id)).toEqual(["flux/substitute-from/flux-system/apps/secret/away", "flux/substitution/flux-system/apps/PASSWORD"]);
  expect(unknowns[1]?.why).toBe("It may come from Secret flux-system/away, Secret flux-system/sops, which is encrypted; without, it is empty");
});

test("a Kustomization from another repository is unknown", async () => {
  const other = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: { name: other, namespace: flux-system }\nspec: { url: 'https://git.example.com/other' }\n";
  const root = await cluster({ "clusters/prod/x.yaml": `${other}---\n${kustomization("x", "  path: ./apps\n").replace("name: flux-system\n  path", "name: other\n  path")}` });
  const { unknowns } = await load(root);
  expect(unknowns).toMatchObject([{ id: "flux/kustomization/flux-system/x", place: { file: "clusters/prod/x.yaml", line: 12 }, why: "It comes from GitRepository flux-system/other, which is not this folder" }]);
});

test("a circle of dependsOn is an error, something that is not there is unknown", async () => {
  const circle = await cluster({
    "clusters/prod/all.yaml": [kustomization("a", "  path: ./a\n  dependsOn:\n    - name: b\n"), kustomization("b", "  path: ./a\n  dependsOn:\n    - name: a\n")].join("---\n"),
    "a/x.yaml": configMap("x", "  k: v\n"),
  });
  expect((await failureOf(load(circle))).message).toBe("clusters/prod/all.yaml:25 closes a circle of dependsOn: flux-system/a → flux-system/b → flux-system/a");
  const lonely = await cluster({ "clusters/prod/all.yaml": kustomization("a", "  path: ./a\n  dependsOn:\n    - name: b\n"), "a/x.yaml": configMap("x", "  k: v\n") });
  expect((await load(lonely)).unknowns.map(({ id }) => id)).toEqual(["flux/depends-on/flux-system/a/flux-system/b"]);
});

test.each([
  ["a path that is not there", "  path: ./nowhere\n", "clusters/prod/x.yaml:10 names ./nowhere, and there is no such folder below "],
  ["a component above the tree", "  path: ./bad\n  components:\n    - ../../../etc\n", "clusters/prod/x.yaml:12 takes ../../../etc, and there is no component in the tree"],
  ["a path without manifests", "  path: ./empty\n", "clusters/prod/x.yaml:10 names empty, which has no manifests"],
  ["a substitution that Flux refuses", "  path: ./bad\n  postBuild: { substitute: { A: a } }\n", "bad/x.yaml cannot be substituted by Kustomization flux-system/x: there is no closing brace"],
])("%s is an error with its place", async (_what, spec, message) => {
  const error = await failureOf(load(await cluster({ "clusters/prod/x.yaml": kustomization("x", spec), "empty/readme.md": "x", "bad/x.yaml": configMap("x", "  k: ${A-b}\n") })));
  expect(error.code).toBe("MANIFESTS_INVALID");
  expect(error.message).toContain(message);
});

test("a folder of the repository is enough, where paths count from its top", async () => {
  const root = await cluster({ "clusters/prod/apps.yaml": kustomization("apps", "  path: ./FOLDER/apps\n"), "apps/one.yaml": deployment("one", "x:1") });
  const name = root.split("/").at(-1) ?? "";
  const again = await cluster({ "clusters/prod/apps.yaml": kustomization("apps", `  path: ./${name}/apps\n`), "apps/one.yaml": deployment("one", "x:1") });
  expect(idsOf(await load(again, { entry: "apps" }))).toEqual(["Deployment/one"]);
  expect((await failureOf(load(root))).message).toContain("names ./FOLDER/apps");
});

test("a cluster's own Kustomization may have variables too", async () => {
  const root = await writeTree({
    "clusters/prod/flux-system/gotk-sync.yaml": SYNC.replace("spec: { path", "spec: { postBuild: { substitute: { WHERE: apps } }, path"),
    "clusters/prod/apps.yaml": kustomization("apps", "  path: ./${WHERE}\n"),
    "apps/one.yaml": deployment("one", "x:1"),
  });
  expect(idsOf(await load(root))).toContain("Deployment/one");
});

test("of several clusters the one called production is read, another one by its entry", async () => {
  const root = await cluster({ "clusters/dev/flux-system/gotk-sync.yaml": SYNC.replace("clusters/prod", "clusters/dev"), "clusters/dev/x.yaml": configMap("dev", "  k: v\n"), "clusters/prod/x.yaml": configMap("prod", "  k: v\n") });
  expect(idsOf(await load(root))).toContain("ConfigMap/prod");
  const dev = await load(root, { entry: "clusters/dev" });
  expect(idsOf(dev)).toContain("ConfigMap/dev");
  expect(dev.entry).toEqual({ kind: "flux", path: "clusters/dev" });
});
