import { expect, test } from "vitest";
import { readTopics } from "../../dev/seed/read-topics.ts";
import { failureOf } from "../support/failure.ts";
import { sourceFile } from "../support/source-file.ts";

test("topics have partitions and settings, or neither", async () => {
  await using file = await sourceFile("order.created:\n  partitions: 3\n  configs: { retention.ms: 60000 }\norder.cancelled:\n", "topics.yaml");
  expect(await readTopics(file)).toEqual([
    { name: "order.created", partitions: 3, configs: { "retention.ms": "60000" } },
    { name: "order.cancelled", partitions: 1, configs: {} },
  ]);
});

test.each([
  ["a:\n  partitions: 0\n", "topics.yaml:2:15 a.partitions is no number from 1 on"],
  ["a:\n  partition: 1\n", 'topics.yaml:2:14 a.partition is not a known key; did you mean "partitions"?'],
  ["a b: {}\n", 'topics.yaml:1:6 "a b" is no name for a topic'],
  ["- a\n", "topics.yaml:1:1 this is no mapping"],
  ["a: {\n", "topics.yaml:2:1 Flow map in block collection must be sufficiently indented"],
  ["a: &x 1\nb: *y\n", "topics.yaml:1:1 Unresolved alias"],
])("%j is refused: %s", async (content, message) => {
  await using file = await sourceFile(content, "topics.yaml");
  expect(await failureOf(readTopics(file))).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining(message) });
});
