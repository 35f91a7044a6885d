import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exitCodeOf } from "../../../dev/errors/format.ts";
import { deployment, load, writeTree } from "../../support/manifests.ts";
import { failureOf } from "../../support/failure.ts";

const CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

/** Every error here is one of the input: exit 2. */
const refusal = async (root: string, request: Parameters<typeof load>[1] = {}): Promise<string> => {
  const error = await failureOf(load(root, request));
  expect(exitCodeOf(error)).toBe(2);
  expect(error.code).toBe("MANIFESTS_INVALID");
  return error.message;
};

test("a folder that is not there", async () => {
  expect(await refusal("/nowhere/at/all")).toBe("There is no folder /nowhere/at/all");
});

test("a folder without manifests", async () => {
  const root = await writeTree({ "readme.md": "hello" });
  expect(await refusal(root)).toBe(`There are no manifests in ${root}: no Kubernetes YAML, no kustomization, no chart and no Compose file`);
});

test("an entry that is not there names those that are", async () => {
  const root = await writeTree({ "a.yaml": CONFIG_MAP });
  const error = await failureOf(load(root, { entry: "overlays/prod" }));
  expect(error.message).toBe("overlays/prod is not there");
  expect(error.hint).toBe("There is: . (plain)");
});

test("an entry above the folder", async () => {
  expect(await refusal(await writeTree({ "a.yaml": CONFIG_MAP }), { entry: "../x" })).toBe("../x is above the folder that was given");
});

test("broken YAML has file, line and column", async () => {
  expect(await refusal(await writeTree({ "a.yaml": `${CONFIG_MAP}data:\n  key: "open\n` }))).toMatch(/^a\.yaml:7:1 is broken YAML: Missing closing "quote/);
});

test("a key that is there twice has the line of the second", async () => {
  expect(await refusal(await writeTree({ "a.yaml": `${CONFIG_MAP}  name: b\n` }))).toBe("a.yaml:5:3 is broken YAML: Map keys must be unique");
});

test("a file of YAML under a kustomization that is broken is named as if it were read alone", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": `${CONFIG_MAP}  name: b\n` });
  expect(await refusal(root)).toBe("a.yaml:5:3 is broken YAML: Map keys must be unique");
});

test("a YAML bomb", async () => {
  const levels = Array.from({ length: 9 }, (_, level) => `l${level + 1}: &l${level + 1} [${Array.from({ length: 9 }, () => `*l${level}`).join(", ")}]`).join("\n");
  const bomb = `${CONFIG_MAP}l0: &l0 [x, x]\n${levels}\n`;
  expect(await refusal(await writeTree({ "a.yaml": bomb }))).toBe("a.yaml:1 has aliases that multiply to more than 1000 copies");
  expect(await refusal(await writeTree({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": bomb }))).toBe("a.yaml:1 has aliases that multiply to more than 1000 copies");
});

test("YAML that is nested without end", async () => {
  expect(await refusal(await writeTree({ "a.yaml": `${CONFIG_MAP}data: ${"[".repeat(200_000)}\n` }))).toMatch(/^a\.yaml:1 is nested too deeply|^a\.yaml:\d+:\d+ is broken YAML/);
});

test("a file of 50 MB, before it is read", async () => {
  const root = await writeTree({ "a.yaml": CONFIG_MAP, "big.yaml": Buffer.alloc(50 * 1024 * 1024, "# comment\n") });
  const before = process.memoryUsage().rss;
  expect(await refusal(root)).toBe("big.yaml has 50 MB, and manifests are read up to 8 MB");
  expect(process.memoryUsage().rss - before).toBeLessThan(30 * 1024 * 1024);
});

test("too many documents", async () => {
  expect(await refusal(await writeTree({ "a.yaml": `${CONFIG_MAP}${"---\n".repeat(20_001)}` }))).toBe("a.yaml has 20001 documents, and up to 20000 are read");
});

test("a binary file that is called YAML, and one in UTF-16", async () => {
  expect(await refusal(await writeTree({ "a.yaml": Buffer.from([0x6b, 0x0a, 0x00, 0x01]) }))).toBe("a.yaml:2 is binary, and no YAML");
  expect(await refusal(await writeTree({ "a.yaml": Buffer.from(`\uFEFF${CONFIG_MAP}`, "utf16le") }))).toBe("a.yaml:1 is UTF-16, and manifests are read as UTF-8");
});

test("a link that leads out of the folder is refused, and one inside is followed", async () => {
  const inside = await writeTree({ "inside/a.yaml": CONFIG_MAP, "b/kustomization.yaml": "resources: [linked.yaml]\n" });
  await symlink("../inside/a.yaml", join(inside, "b", "linked.yaml"));
  expect((await load(inside, { entry: "b" })).objects).toHaveLength(1);
  const root = await writeTree({ "a.yaml": CONFIG_MAP });
  await symlink("/etc/hostname", join(root, "out.yaml"));
  expect(await refusal(root)).toBe("out.yaml is a link that leads out of the folder, to /etc/hostname");
});

test("a kustomization that takes a link which leads out of the folder", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources:\n  - a.yaml\n  - out/x.yaml\n", "a.yaml": CONFIG_MAP });
  await symlink("/etc", join(root, "out"));
  expect(await refusal(root)).toBe("kustomization.yaml:3 takes out/x.yaml: out is a link that leads out of the folder, to /etc");
});

test("kustomizations that lead back to each other", async () => {
  const root = await writeTree({ "a/kustomization.yaml": "resources:\n  - ../b\n", "b/kustomization.yaml": "resources:\n  - ../a\n" });
  expect(await refusal(root, { entry: "a" })).toBe("b/kustomization.yaml:2 leads back to itself: a → b → a");
});

test("a missing base, a missing patch, a base without kustomization", async () => {
  expect(await refusal(await writeTree({ "kustomization.yaml": "resources:\n  - ../../base\n" }))).toBe("kustomization.yaml:2 takes ../../base, which is above the folder that was given");
  expect(await refusal(await writeTree({ "kustomization.yaml": "resources:\n  - base\n" }))).toBe("kustomization.yaml:2 takes base, and there is no base");
  expect(await refusal(await writeTree({ "kustomization.yaml": "patches:\n  - path: p.yaml\n" }))).toBe("kustomization.yaml:2 takes p.yaml, and there is no such file");
  expect(await refusal(await writeTree({ "kustomization.yaml": "resources:\n  - base\n", "base/x.yaml": CONFIG_MAP }))).toBe("kustomization.yaml:2 takes base, and base has no kustomization.yaml");
});

test("what kustomize itself refuses is said in its words, at the kustomization", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources: [a.yaml]\npatches:\n  - target: { kind: Deployment, name: nobody }\n    patch: |\n      kind: Deployment\n      metadata: { name: nobody }\n      apiVersion: apps/v1\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata: { name: nobody }\n", "a.yaml": deployment("one", "x:1") });
  expect(await refusal(root)).toMatch(/^kustomization\.yaml:1 cannot be rendered by kustomize: .*no (resource )?matches for Id Deployment/);
});

test("a kubectl that is too old", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_MAP, "bin/kubectl": "#!/bin/sh\n[ $1 = version ] && echo 'Client Version: v1.20.2' && exit\necho 'error: unknown field' >&2; exit 1\n" });
  await chmod(join(root, "bin/kubectl"), 0o755);
  const error = await failureOf(load(root, {}, { find: () => Promise.resolve(join(root, "bin/kubectl")) }));
  expect(error.message).toBe("kubectl 1.20.2 is too old to render kustomizations");
  expect(error.code).toBe("TOOL_MISSING");
});

test("a kubectl that is not there", async () => {
  const root = await writeTree({ "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": CONFIG_MAP });
  const error = await failureOf(load(root, {}, { find: () => Promise.resolve("/nowhere/kubectl") }));
  expect(error.code).toBe("TOOL_MISSING");
  expect(error.hint).toContain("kubectl");
});
