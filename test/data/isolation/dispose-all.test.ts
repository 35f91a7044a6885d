import { expect, test } from "vitest";
import { disposeAll, onceDone } from "../../../dev/data/isolation/dispose-all.ts";

test("one that cannot be disposed of keeps no other from its end, and is told of", async () => {
  const ended: number[] = [];
  const thing = (number: number) => ({
    [Symbol.asyncDispose]: async () => {
      if (number === 1) throw new Error("the server is away");
      ended.push(number);
    },
  });
  await expect(disposeAll([1, 2, 3].map(thing))).rejects.toThrow("the server is away");
  expect(ended).toEqual([2, 3]);
});

test("what was done is not done again; what failed is tried again by who asks next", async () => {
  let tries = 0;
  const done = onceDone(async () => {
    tries += 1;
    if (tries === 1) throw new Error("not yet");
  });
  await expect(Promise.all([done(), done()])).rejects.toThrow("not yet");
  await Promise.all([done(), done()]);
  await done();
  expect(tries).toBe(2);
});
