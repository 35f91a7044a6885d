import { expect, test } from "vitest";
import { mergeSorted, type Batches } from "../../../dev/data/diff/merge-sorted.ts";

async function* inBatches(...batches: readonly (readonly number[])[]): Batches<number> {
  yield* batches;
}

const merged = async (before: Batches<number>, after: Batches<number>): Promise<readonly string[]> => {
  const seen: string[] = [];
  await mergeSorted(before, after, (one, other) => one - other, (one, other) => seen.push(`${one ?? "·"}|${other ?? "·"}`));
  return seen;
};

test("what both sides have is seen together, the rest alone, all of it in order", async () => {
  expect(await merged(inBatches([1, 2, 4]), inBatches([2, 3, 4, 5]))).toEqual(["1|·", "2|2", "·|3", "4|4", "·|5"]);
});

test("where one piece ends and the next begins makes no difference, and a piece may be empty", async () => {
  const pieces = await merged(inBatches([], [1], [], [2, 4], []), inBatches([2, 3], [4], [5]));
  expect(pieces).toEqual(await merged(inBatches([1, 2, 4]), inBatches([2, 3, 4, 5])));
});

test("a side that has nothing is no obstacle", async () => {
  expect(await merged(inBatches(), inBatches([1], [2]))).toEqual(["·|1", "·|2"]);
  expect(await merged(inBatches([1]), inBatches([]))).toEqual(["1|·"]);
  expect(await merged(inBatches(), inBatches())).toEqual([]);
});

test("of each side only one piece is held, however long it is", async () => {
  let [open, most] = [0, 0];
  async function* counted(): Batches<number> {
    for (let batch = 0; batch < 1_000; batch += 1) {
      open += 1;
      most = Math.max(most, open);
      yield [batch];
      open -= 1;
    }
  }
  await merged(counted(), counted());
  expect(most).toBeLessThanOrEqual(2);
});

test("a side that fails ends it with that failure", async () => {
  async function* broken(): Batches<number> {
    yield [1];
    throw new Error("the server went away");
  }
  await expect(merged(broken(), inBatches([1, 2]))).rejects.toThrow("the server went away");
});
