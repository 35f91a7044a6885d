import { expect, test } from "vitest";
import { isThisTree, normalUrl, pathHere } from "../../../../dev/parity/load/flux/source.ts";
import { mergeValues, putValue } from "../../../../dev/parity/load/flux/values.ts";
import type { ProductionObject } from "../../../../dev/parity/load/production.ts";
import { treeOf } from "../../../../dev/parity/load/tree/tree.ts";

const object = (kind: string, name: string, spec: Readonly<Record<string, unknown>>): ProductionObject => {
  const place = { file: "x.yaml", line: 1 };
  return { apiVersion: "source.toolkit.fluxcd.io/v1", kind, name, namespace: "flux-system", value: { kind, spec }, place, placeOf: () => place, via: [] };
};
const reference = (name: string, kind = "GitRepository") => ({ kind, name, namespace: "flux-system", isOptional: false });

test("a repository is the same by any of its URLs", () => {
  const all = ["https://git.example.com/shop/fleet", "https://git.example.com/shop/fleet.git", "ssh://git@git.example.com:22/shop/fleet", "git@git.example.com:shop/fleet.git", "https://token@git.example.com/Shop/Fleet/"];
  expect(new Set(all.map(normalUrl))).toEqual(new Set(["git.example.com/shop/fleet"]));
});

const OWN = object("GitRepository", "fleet", { url: "ssh://git@git.example.com/shop/fleet" });
const OTHER = object("GitRepository", "other", { url: "https://git.example.com/shop/other" });

test.each([
  ["its URL is a remote of this one", reference("fleet"), [OWN, OTHER], ["git@git.example.com:shop/fleet.git"], true],
  ["another one's URL is a remote of this one", reference("other"), [OWN, OTHER], ["git@git.example.com:shop/fleet.git"], false],
  ["even when it is called as flux bootstrap calls it", reference("flux-system"), [OWN], ["git@git.example.com:shop/fleet.git"], false],
  ["no remote is known, and it is the only one", reference("fleet"), [OWN], [], true],
  ["no remote is known, and there are two", reference("fleet"), [OWN, OTHER], [], false],
  ["no remote is known, and it is called as flux bootstrap calls it", reference("flux-system"), [OTHER], [], true],
  ["it is no git repository", reference("flux-system", "OCIRepository"), [], [], false],
] as const)("whether a source is this tree: %s", (_what, source, objects, remotes, expected) => {
  expect(isThisTree(source, objects, remotes)).toBe(expected);
});

test("paths count from the top of the repository, of which the tree may be a folder", () => {
  const tree = treeOf({ files: new Map([["apps/a.yaml", { read: () => Promise.reject(new Error("not read")), size: () => 0 }]]), links: new Map(), outward: new Map() });
  expect(pathHere("./apps", { tree, prefix: "" }, "/x/fleet")).toBe("apps");
  expect(pathHere("./deploy/prod/apps/", { tree, prefix: "deploy/prod/" }, "/x/prod")).toBe("apps");
  expect(pathHere("deploy/apps", { tree, prefix: "" }, "/x/deploy")).toBe("apps");
  expect(pathHere("./", { tree, prefix: "" }, "/x")).toBe(".");
  expect(pathHere("../apps", { tree, prefix: "" }, "/x")).toBeUndefined();
  expect(pathHere("./else", { tree, prefix: "" }, "/x")).toBeUndefined();
});

test("values are merged as Helm merges them: maps by key, everything else as a whole", () => {
  expect(mergeValues({ a: { b: 1, c: [1, 2] }, d: { e: 1 } }, { a: { c: [3], f: null }, d: "text" })).toEqual({ a: { b: 1, c: [3], f: null }, d: "text" });
});

test.each([
  ["a.b", "x", { a: { b: "x", c: 1 }, l: [1] }],
  ["l[1].name", "7", { a: { c: 1 }, l: [1, { name: 7 }] }],
  ["a.x\\.y", "true", { a: { c: 1, "x.y": true }, l: [1] }],
  ["a.b", "'7'", { a: { b: "7", c: 1 }, l: [1] }],
])("a value at %s", (target, text, expected) => {
  expect(putValue({ a: { c: 1 }, l: [1] }, target, text)).toEqual(expected);
});
