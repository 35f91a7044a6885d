import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { parseBatch, parseListing } from "../../../dev/parity/load/tree/git-tree.ts";
import { failureOf } from "../../support/failure.ts";
import { deployment, idsOf, load, objectIn, placeText, writeTree } from "../../support/manifests.ts";

const git = async (root: string, ...args: readonly string[]) => (await execa("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main", "-C", root, ...args])).stdout;

/** A repository with a commit on `main`, a tag, and another state on the disk. */
const repository = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const root = await writeTree(files);
  await git(root, "init", "--quiet");
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--message", "first");
  await git(root, "tag", "v1");
  return root;
};

const IMAGE = ["spec", "template", "spec", "containers", 0, "image"] as const;

test("a folder is read as it is in a commit, whatever is on the disk, and nothing is checked out", async () => {
  const root = await repository({ "deploy/kustomization.yaml": "resources: [web.yaml]\nconfigMapGenerator: [{ name: c, files: [b.bin] }]\n", "deploy/web.yaml": deployment("web", "shop/web:1"), "deploy/b.bin": "täxt", "other/x.yaml": "broken: [" });
  await writeFile(join(root, "deploy/web.yaml"), deployment("web", "shop/web:2"));
  await git(root, "commit", "--all", "--quiet", "--message", "second");
  await rm(join(root, "deploy/web.yaml"));
  const before = await git(root, "status", "--porcelain");
  for (const [ref, image] of [["v1", "shop/web:1"], ["main", "shop/web:2"], ["HEAD~1", "shop/web:1"]] as const) {
    const production = await load(join(root, "deploy"), { ref });
    expect(production.ref).toBe(ref);
    const web = objectIn(production, "Deployment/web");
    expect(web.value).toMatchObject({ spec: { template: { spec: { containers: [{ image }] } } } });
    expect(placeText(web, IMAGE)).toBe("web.yaml:14");
    expect(production.objects.find(({ kind }) => kind === "ConfigMap")?.value).toMatchObject({ data: { "b.bin": "täxt" } });
  }
  expect(await git(root, "status", "--porcelain")).toBe(before);
});

test("a link inside a commit is followed, one that leads out is refused", async () => {
  const root = await repository({ "a/web.yaml": deployment("web", "shop/web:1"), "b/kustomization.yaml": "resources: [linked.yaml]\n", "c/kustomization.yaml": "resources: [linked.yaml]\n" });
  await symlink("../a/web.yaml", join(root, "b/linked.yaml"));
  await symlink("../../../etc/hostname", join(root, "c/linked.yaml"));
  await git(root, "add", "--all");
  await git(root, "commit", "--quiet", "--message", "links");
  expect(idsOf(await load(root, { ref: "main", entry: "b" }))).toEqual(["Deployment/web"]);
  expect((await failureOf(load(root, { ref: "main", entry: "c" }))).message).toBe("c/kustomization.yaml:1 takes linked.yaml: c/linked.yaml is a link that leads out of the folder, to ../../../etc/hostname");
});

test.each(["nowhere", "--output=/tmp/x", "v1:deploy"])("the ref %s does not exist", async (ref) => {
  const root = await repository({ "web.yaml": deployment("web", "shop/web:1") });
  const error = await failureOf(load(root, { ref }));
  expect(error.code).toBe("MANIFESTS_INVALID");
  expect(error.message).toBe(`There is no ref "${ref}" in the repository of ${root}`);
});

test("a folder that is in no repository, or not in the commit", async () => {
  const plain = await writeTree({ "web.yaml": deployment("web", "shop/web:1") });
  expect((await failureOf(load(plain, { ref: "main" }))).message).toBe(`${plain} is in no git repository, so there is no ref "main"`);
  const root = await repository({ "web.yaml": deployment("web", "shop/web:1") });
  await mkdir(join(root, "later"));
  expect((await failureOf(load(join(root, "later"), { ref: "main" }))).message).toBe('There is no folder later/ at "main"');
});

test("what git lists and gives out is taken apart by its own sizes", () => {
  expect(parseListing(Buffer.from("100644 blob aa11      12\ta b.yaml\u0000120000 blob bb22       3\tlink\u0000160000 commit cc33       -\tmodule\u0000"))).toEqual([
    { mode: "100644", id: "aa11", size: 12, path: "a b.yaml" },
    { mode: "120000", id: "bb22", size: 3, path: "link" },
    { mode: "160000", id: "cc33", size: 0, path: "module" },
  ]);
  const batch = parseBatch(Buffer.concat([Buffer.from("aa11 blob 5\na\nb\u0000c\nbb22 missing\ncc33 blob 0\n\n")]));
  expect(batch.map((bytes) => bytes?.toString())).toEqual(["a\nb\u0000c", undefined, ""]);
});
