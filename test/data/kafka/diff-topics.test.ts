import { expect, test } from "vitest";
import { diffTopics } from "../../../dev/data/kafka/diff-topics.ts";
import type { KafkaReading, TopicReading } from "../../../dev/data/kafka/read-topics.ts";

const topic = (name: string, offsets: readonly (readonly [first: number, next: number])[], over: Partial<TopicReading> = {}): TopicReading => ({
  name, id: `id-of-${name}`, partitions: offsets.length, configs: {}, offsets: offsets.map(([first, next]) => ({ first: String(first), next: String(next) })), ...over,
});
const reading = (topics: readonly TopicReading[], groups: Readonly<Record<string, Readonly<Record<string, bigint>>>> = {}): KafkaReading => ({
  topics: new Map(topics.map((one) => [one.name, one])),
  groups: new Map(Object.entries(groups).map(([group, offsets]) => [group, new Map(Object.entries(offsets))])),
});

test("partitions that were added to are named with where they began and ended, the others are not", () => {
  const { topics, same } = diffTopics(reading([topic("orders", [[0, 3], [0, 5]]), topic("mail", [[0, 1]])]), reading([topic("orders", [[0, 3], [2, 7]]), topic("mail", [[0, 1]])]));
  expect(topics).toEqual([{ topic: "orders", change: "changed", partitions: [{ partition: 1, before: { first: "0", next: "5" }, after: { first: "2", next: "7" } }], configs: [] }]);
  expect(same).toBe(1);
});

test("a topic that was deleted and made again is another one, also where it holds as much", () => {
  expect(diffTopics(reading([topic("orders", [[0, 3]])]), reading([topic("orders", [[0, 3]], { id: "another" })])).topics).toEqual([{ topic: "orders", change: "remade", partitions: [], configs: [] }]);
});

test("topics, partitions and settings that came or went are told from those that are others", () => {
  const before = reading([topic("gone", [[0, 2]]), topic("kept", [[0, 1]], { configs: { "retention.ms": "1", "cleanup.policy": "compact" } })]);
  const after = reading([topic("kept", [[0, 1], [0, 0]], { configs: { "retention.ms": "2" } }), topic("new", [[0, 0]])]);
  expect(diffTopics(before, after).topics).toEqual([
    { topic: "gone", change: "removed", partitions: [{ partition: 0, before: { first: "0", next: "2" }, after: null }], configs: [] },
    { topic: "kept", change: "changed", partitions: [{ partition: 1, before: null, after: { first: "0", next: "0" } }], configs: [{ name: "cleanup.policy", before: "compact", after: null }, { name: "retention.ms", before: "1", after: "2" }] },
    { topic: "new", change: "added", partitions: [{ partition: 0, before: null, after: { first: "0", next: "0" } }], configs: [] },
  ]);
});

test("what a group has committed is compared by topic and partition", () => {
  const before = reading([], { billing: { "orders/0": 1n, "a/b/1": 4n }, old: { "orders/0": 9n }, same: { "orders/0": 2n } });
  const after = reading([], { billing: { "orders/0": 3n }, new: { "orders/0": 1n }, same: { "orders/0": 2n } });
  expect(diffTopics(before, after).groups).toEqual([
    { group: "billing", change: "changed", offsets: [{ topic: "a/b", partition: 1, before: "4", after: null }, { topic: "orders", partition: 0, before: "1", after: "3" }] },
    { group: "new", change: "added", offsets: [{ topic: "orders", partition: 0, before: null, after: "1" }] },
    { group: "old", change: "removed", offsets: [{ topic: "orders", partition: 0, before: "9", after: null }] },
  ]);
});
