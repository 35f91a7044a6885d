import { expect, test } from "vitest";
import { changes } from "../../dev/graph/settled.ts";

const seenOf = async (looks: readonly string[], wanted: number): Promise<readonly string[]> => {
  let index = 0;
  const seen: string[] = [];
  const look = async () => looks[index++] ?? looks.at(-1) ?? "";
  for await (const one of changes(look, (text) => text, async () => {}, 1000)) {
    seen.push(one);
    if (seen.length === wanted) break;
  }
  return seen;
};

test("the first look counts at once; a change when two looks agree on it", async () => {
  expect(await seenOf(["a", "a", "b", "b", "b", "c", "c"], 3)).toEqual(["a", "b", "c"]);
});

test("what is there for one look only is no change: a service that starts anew, a file that is being saved", async () => {
  expect(await seenOf(["a", "off", "a", "a", "half", "b", "b"], 2)).toEqual(["a", "b"]);
});
