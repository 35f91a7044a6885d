import type { GroupDiff, KafkaDiff, Offsets, TopicDiff } from "../diff/diff.ts";
import { changeOf, pairsOf, type Pair } from "../diff/keyed.ts";
import type { KafkaReading, TopicReading } from "./read-topics.ts";

const sameOffsets = (one: Offsets | undefined, other: Offsets | undefined): boolean => one?.first === other?.first && one?.next === other?.next;

const partitionsOf = ({ before, after }: Pair<TopicReading>): TopicDiff["partitions"] =>
  Array.from({ length: Math.max(before?.partitions ?? 0, after?.partitions ?? 0) }, (_, partition) => ({ partition, before: before?.offsets[partition] ?? null, after: after?.offsets[partition] ?? null })).filter((one) => !sameOffsets(one.before ?? undefined, one.after ?? undefined));

const configsOf = ({ before, after }: Pair<TopicReading>): TopicDiff["configs"] =>
  before && after
    ? pairsOf(new Map(Object.entries(before.configs)), new Map(Object.entries(after.configs))).flatMap((pair) => (pair.before === pair.after ? [] : [{ name: pair.name, before: pair.before ?? null, after: pair.after ?? null }]))
    : [];

const topicDiff = (pair: Pair<TopicReading>): readonly TopicDiff[] => {
  const [partitions, configs] = [partitionsOf(pair), configsOf(pair)];
  const isAnother = pair.before !== undefined && pair.after !== undefined && pair.before.id !== pair.after.id;
  const change = isAnother ? "remade" : changeOf(pair, () => partitions.length === 0 && configs.length === 0);
  return change === undefined ? [] : [{ topic: pair.name, change, partitions, configs }];
};

const groupDiff = (pair: Pair<ReadonlyMap<string, bigint>>): readonly GroupDiff[] => {
  const offsets = pairsOf(pair.before ?? new Map<string, bigint>(), pair.after ?? new Map<string, bigint>()).flatMap(({ name, before, after }): GroupDiff["offsets"] => {
    if (before === after) return [];
    const slash = name.lastIndexOf("/");
    return [{ topic: name.slice(0, slash), partition: Number(name.slice(slash + 1)), before: before === undefined ? null : String(before), after: after === undefined ? null : String(after) }];
  });
  const change = changeOf(pair, () => offsets.length === 0);
  return change === undefined ? [] : [{ group: pair.name, change, offsets }];
};

/** Pure. Records are not compared: a partition is only added to, and what was deleted and made again has another id. */
export const diffTopics = (before: KafkaReading, after: KafkaReading): KafkaDiff => {
  const pairs = pairsOf(before.topics, after.topics);
  const topics = pairs.flatMap(topicDiff);
  return { topics, groups: pairsOf(before.groups, after.groups).flatMap(groupDiff), same: pairs.length - topics.length };
};
