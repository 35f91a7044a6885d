import { expect, test } from "vitest";
import { mergeAsTheyCome, mergeByTime } from "../../dev/engine/merge-logs.ts";
import type { LogLine } from "../../dev/engine/runtime.ts";

async function* log(service: string, ...times: readonly number[]): AsyncIterable<LogLine> {
  for (const time of times) yield { service, stream: "stdout", at: `2026-11-20T10:00:${String(time).padStart(2, "0")}Z`, text: `${service}${time}` };
}

const texts = async (lines: AsyncIterable<LogLine>): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { text } of lines) found.push(text);
  return found;
};

test("several logs become one in the order of time", async () => {
  expect(await texts(mergeByTime([log("a", 1, 4, 5), log("b", 2, 3, 9), log("c")]))).toEqual(["a1", "b2", "b3", "a4", "a5", "b9"]);
});

test("following gives each line as soon as it comes, and every line", async () => {
  expect([...(await texts(mergeAsTheyCome([log("a", 1, 2, 3), log("b", 1)])))].sort()).toEqual(["a1", "a2", "a3", "b1"]);
});

test("a log that waits does not hold the others back", async () => {
  async function* silent(): AsyncIterable<LogLine> {
    await new Promise(() => {});
  }
  const merged = mergeAsTheyCome([silent(), log("b", 1, 2)])[Symbol.asyncIterator]();
  expect((await merged.next()).value?.text).toBe("b1");
  expect((await merged.next()).value?.text).toBe("b2");
});
