import { expect, test } from "vitest";
import type { Batches } from "../../../dev/data/diff/merge-sorted.ts";
import { diffBucket } from "../../../dev/data/minio/diff-objects.ts";
import { compareKeys, type KeyReading } from "../../../dev/data/minio/read-keys.ts";

const object = (key: string, current: string | undefined, ...older: readonly string[]): KeyReading => ({ key, current, versions: [...(current === undefined ? ["mark deleted"] : [current]), ...older].sort() });

async function* listing(...keys: readonly KeyReading[]): Batches<KeyReading> {
  yield [...keys].sort((one, other) => compareKeys(one.key, other.key));
}

const diff = (before: readonly KeyReading[], after: readonly KeyReading[]) => diffBucket("uploads", "changed", listing(...before), listing(...after));

test("objects came, went, or are others; a mark of deletion is no object", async () => {
  const { objects, keys, otherVersions } = await diff([object("a", "v1"), object("b", "v1"), object("c", "v1"), object("d", undefined, "v1")], [object("a", "v1"), object("b", "v2", "v1"), object("c", undefined, "v1"), object("d", "v2", "v1"), object("e", "v1")]);
  expect(objects).toEqual({ added: 2, removed: 1, changed: 1 });
  expect(keys).toEqual({ added: ["d", "e"], removed: ["c"], changed: ["b"] });
  expect(otherVersions).toBe(0);
});

test("an object that is what it was and has lost an older version has another past", async () => {
  const found = await diff([object("a", "v2", "v1"), object("b", undefined, "v1")], [object("a", "v2")]);
  expect(found.objects).toEqual({ added: 0, removed: 0, changed: 0 });
  expect(found.otherVersions).toBe(2);
});

test("of very many objects some keys are named, and all are counted", async () => {
  const { objects, keys } = await diff([], Array.from({ length: 2_500 }, (_, index) => object(`k${String(index).padStart(5, "0")}`, "v")));
  expect(objects.added).toBe(2_500);
  expect(keys.added).toHaveLength(20);
});

test("keys are ordered as the store orders them, by their bytes", () => {
  const keys = ["z", "a/b", "a.b", "ｚ", "😀", "é"];
  expect(keys.toSorted(compareKeys)).toEqual(["a.b", "a/b", "z", "é", "ｚ", "😀"]);
});
