import { expect, test } from "vitest";
import type { Batches } from "../../../dev/data/diff/merge-sorted.ts";
import { bitsFor, countChanges, folded, partsThatDiffer, rowsIn, type Mark, type Sums } from "../../../dev/data/postgres/row-marks.ts";

/** `key row count`, sorted. */
async function* marks(...lines: readonly string[]): Batches<Mark> {
  for (const line of lines) {
    const [key = "", row = "", count = "1"] = line.split(" ");
    yield [{ key: BigInt(key), row: BigInt(row), count: Number(count) }];
  }
}

const sums = (...parts: readonly (readonly [part: number, rows: bigint, sum: bigint])[]): Sums => new Map(parts.map(([part, rows, sum]) => [part, { rows, sum }]));

test("a key with another row has changed, a key on one side alone came or went", async () => {
  expect(await countChanges(marks("-5 1", "2 20", "3 30"), marks("-5 1", "2 21", "4 40"))).toEqual({ added: 1, removed: 1, changed: 1 });
});

test("rows without a key are counted as often as they are there, and never change", async () => {
  expect(await countChanges(marks("7 7 3", "9 9 1"), marks("7 7 5", "8 8 2"))).toEqual({ added: 4, removed: 1, changed: 0 });
});

test("two keys with the same hash are not taken for one that changed twice", async () => {
  expect(await countChanges(marks("1 10", "1 11"), marks("1 10", "1 12", "1 13"))).toEqual({ added: 1, removed: 0, changed: 1 });
});

test("nothing is different between a side and itself, or between nothing and nothing", async () => {
  expect(await countChanges(marks("1 1", "2 2"), marks("1 1", "2 2"))).toEqual({ added: 0, removed: 0, changed: 0 });
  expect(await countChanges(marks(), marks())).toEqual({ added: 0, removed: 0, changed: 0 });
});

test("a fine division folds into the sums of a coarse one", () => {
  const fine = sums([0, 1n, 10n], [1, 2n, 20n], [2, 3n, 30n], [3, 4n, -40n]);
  expect(folded(fine, 1)).toEqual(sums([0, 4n, 40n], [1, 6n, -20n]));
  expect(folded(fine, 0)).toEqual(sums([0, 10n, 20n]));
  expect(folded(fine, 2)).toEqual(fine);
  expect(rowsIn(fine)).toBe(10);
});

test("only parts whose rows or sums are others are looked at", () => {
  expect(partsThatDiffer(sums([0, 1n, 10n], [3, 2n, 5n], [1, 1n, 1n]), sums([0, 1n, 10n], [3, 2n, 6n], [2, 1n, 1n]))).toEqual([1, 2, 3]);
  expect(partsThatDiffer(sums([0, 1n, 10n]), sums([0, 1n, 10n]))).toEqual([]);
});

test("a small table is one part, a large one is thousands", () => {
  expect([0, 8192, 300_000, 2 ** 30, 2 ** 40].map(bitsFor)).toEqual([0, 0, 1, 12, 12]);
});
