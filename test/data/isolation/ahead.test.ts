import { expect, test } from "vitest";
import { openAhead, readyFor } from "../../../dev/data/isolation/ahead.ts";
import { until } from "../../support/until.ts";

const factory = () => {
  const made: number[] = [];
  const discarded: number[] = [];
  const ahead = openAhead(
    async () => {
      made.push(made.length);
      return made.length - 1;
    },
    async (one) => void discarded.push(one),
  );
  return { made, discarded, ahead };
};

test("who asks once gets nothing made ahead; who goes on asking a few, never more", () => {
  expect([0, 1, 2, 3, 4, 5, 100].map(readyFor)).toEqual([0, 0, 1, 2, 3, 3, 3]);
});

test("in sum no more are made than were asked for and a few, and what nobody took is removed", async () => {
  const { made, discarded, ahead } = factory();
  const taken: number[] = [];
  for (let asked = 1; asked <= 20; asked += 1) {
    taken.push(await ahead.take());
    await until("a few are ready", () => made.length === asked + readyFor(asked));
  }
  await ahead[Symbol.asyncDispose]();
  expect(new Set(taken).size).toBe(20);
  expect(made).toHaveLength(23);
  expect([...taken, ...discarded].sort((a, b) => a - b)).toEqual(made);
});

test("two hundred at once get two hundred of their own", async () => {
  const { made, discarded, ahead } = factory();
  const taken = await Promise.all(Array.from({ length: 200 }, () => ahead.take()));
  await ahead[Symbol.asyncDispose]();
  expect(new Set(taken).size).toBe(200);
  expect(taken.length + discarded.length).toBe(made.length);
});

test("what cannot be made ahead is made when it is needed, and only who needs it hears of a failure", async () => {
  let fails = false;
  const ahead = openAhead(async () => {
    if (fails) throw new Error("no room");
    return "one";
  }, async () => {});
  await ahead.take();
  fails = true;
  await ahead.take().catch(() => {});
  await expect(ahead.take()).rejects.toThrow("no room");
  fails = false;
  expect(await ahead.take()).toBe("one");
  await ahead[Symbol.asyncDispose]();
});
