import { expect, test } from "vitest";
import { momentsFrom, storesFrom } from "../../../dev/cli/actions/snapshot/diff.ts";
import { failureOf, mistakeOf } from "../../support/failure.ts";

const newest = async () => "newest";
const moments = (last: boolean, ...names: readonly string[]) => momentsFrom(names, newest, { last });

test("one name is compared with what there is now, two with each other, in the order in which they are said", async () => {
  expect(await moments(false, "a")).toEqual({ before: "a", after: "live" });
  expect(await moments(false, "a", "b")).toEqual({ before: "a", after: "b" });
  expect(await moments(false, "live", "b")).toEqual({ before: "live", after: "b" });
  expect(await moments(true)).toEqual({ before: "newest", after: "live" });
  expect(await moments(true, "b")).toEqual({ before: "newest", after: "b" });
});

test.each([
  [[], "is not said"],
  [["a", "b", "c"], "not more"],
  [["a", "a"], "with itself"],
  [["live"], "with itself"],
])("%j is refused", async (names, words) => {
  const { code, message } = await failureOf(moments(false, ...names));
  expect([code, message]).toEqual(["USAGE", expect.stringContaining(words)]);
});

test("a store that nobody compares is refused with what was probably meant", async () => {
  expect(storesFrom(["vault", "postgres"])).toEqual(["vault", "postgres"]);
  expect((await mistakeOf(() => storesFrom(["postgre"]))).message).toContain('did you mean "postgres"?');
});
