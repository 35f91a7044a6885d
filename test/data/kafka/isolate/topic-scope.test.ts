import { expect, test } from "vitest";
import { wantedTopics } from "../../../../dev/data/kafka/isolate/topic-scope.ts";
import { bySettings } from "../../../../dev/data/kafka/topics.ts";

const defined = [
  { name: "orders.created", partitions: 3, configs: { "retention.ms": "1000", "cleanup.policy": "compact" } },
  { name: "orders.cancelled", partitions: 1, configs: {} },
];

test("a topic of the definition comes with its partitions and settings, another with one partition or as it is said", () => {
  const own = { name: "own", partitions: 7, configs: { "max.message.bytes": "10" } };
  expect(wantedTopics(defined, ["orders.created", "new", own])).toEqual([defined[0], { name: "new", partitions: 1, configs: {} }, own]);
});

test("topics with equal settings go in one request, in whatever order these are written", () => {
  const turned = { name: "turned", partitions: 1, configs: { "cleanup.policy": "compact", "retention.ms": "1000" } };
  expect(bySettings([...defined, turned]).map((alike) => alike.map(({ name }) => name))).toEqual([["orders.created", "turned"], ["orders.cancelled"]]);
  expect(bySettings([])).toEqual([]);
});
