import { expect, test } from "vitest";
import { existing, isSame, pathIn, pointerPath, valueAt } from "../../../../dev/parity/load/place/paths.ts";

const RENDERED = { containers: [{ name: "side", image: "s:1" }, { name: "web", image: "w:1", ports: [{ containerPort: 80 }, { containerPort: 81, name: "admin" }] }], args: ["a", "b"], claims: [{ metadata: { name: "data" }, size: 1 }] } as const;

test.each([
  ["an item by its name", { containers: [{ name: "web", image: "w:2" }] }, ["containers", 1, "image"], ["containers", 0, "image"]],
  ["an item by its port", { containers: [{ name: "web", ports: [{ containerPort: 80 }] }] }, ["containers", 1, "ports", 0, "containerPort"], ["containers", 0, "ports", 0, "containerPort"]],
  ["an item by the name in its metadata", { claims: [{ metadata: { name: "other" } }, { metadata: { name: "data" }, size: 2 }] }, ["claims", 0, "size"], ["claims", 1, "size"]],
  ["a text by itself", { args: ["x", "b"] }, ["args", 1], ["args", 1]],
  ["a text that is new, by its place", { args: ["x", "y"] }, ["args", 0], ["args", 0]],
  ["nothing, where the other has no such item", { containers: [{ name: "db" }] }, ["containers", 1, "image"], undefined],
  ["nothing, where the other has no such key", { containers: [{ name: "web" }] }, ["containers", 1, "image"], undefined],
] as const)("in another text of an object it finds %s", (_what, other, path, expected) => {
  expect(pathIn(other, RENDERED, path)).toEqual(expected);
});

test("a path is followed, and cut to what is there", () => {
  expect(valueAt(RENDERED, ["containers", 1, "ports", 1, "name"])).toBe("admin");
  expect(valueAt(RENDERED, ["containers", "constructor"])).toBeUndefined();
  expect(existing(RENDERED, ["containers", 1, "resources", "limits"])).toEqual(["containers", 1]);
});

test("two readings are the same by what they hold", () => {
  expect(isSame({ a: [1, { b: null }] }, { a: [1, { b: null }] })).toBe(true);
  expect(isSame({ a: 1 }, { a: 1, b: undefined })).toBe(false);
  expect(isSame([1], { 0: 1 })).toBe(false);
});

test("a pointer is unescaped", () => {
  expect(pointerPath("/metadata/annotations/a~1b~0c")).toEqual(["metadata", "annotations", "a/b~c"]);
});
