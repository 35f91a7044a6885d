import { ListOffsetTimestamps, type Admin } from "@platformatic/kafka";
import type { Offsets } from "../diff/diff.ts";
import { isLeased } from "../isolation/lease.ts";
import type { KafkaStore } from "../stores.ts";
import { withAdmin } from "./admin.ts";
import { listGroupIds } from "./groups.ts";
import { SEED_LEDGER_TOPIC } from "./seed-topics.ts";
import { describeTopics, type KnownTopic } from "./topics.ts";

/** A topic with where each partition begins and ends. */
export interface TopicReading extends KnownTopic {
  readonly offsets: readonly Offsets[];
}

/** What a broker holds, as far as offsets say. */
export interface KafkaReading {
  readonly topics: ReadonlyMap<string, TopicReading>;
  /** By group, what it has committed: offsets by `topic/partition`. */
  readonly groups: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}

const READING = { what: "Kafka could not be asked for its topics", hint: "Run the same command again; neotool dev logs kafka says more." } as const;

/** For ten seconds. */
const RETRIES = 16;

/** As the broker names it where nothing was committed. */
const NOTHING = -1n;

const offsetsOf = async (admin: Admin, topics: readonly KnownTopic[], timestamp: bigint): Promise<ReadonlyMap<string, bigint>> => {
  if (topics.length === 0) return new Map();
  const listed = await admin.listOffsets({ topics: topics.map(({ name, partitions }) => ({ name, partitions: Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp })) })) });
  return new Map(listed.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex, offset }) => [`${name}/${partitionIndex}`, offset] as const)));
};

const committedBy = async (admin: Admin, ids: readonly string[]): Promise<KafkaReading["groups"]> => {
  if (ids.length === 0) return new Map();
  const groups = await admin.listConsumerGroupOffsets({ groups: [...ids] });
  const committed = groups.map(({ groupId, topics }) => [groupId, new Map(topics.flatMap(({ name, partitions }) => partitions.map(({ partitionIndex, committedOffset }) => [`${name}/${partitionIndex}`, committedOffset] as const)).filter(([, offset]) => offset !== NOTHING))] as const);
  // A group of consumers that have committed nothing is nobody's data.
  return new Map(committed.filter(([, offsets]) => offsets.size > 0));
};

/** Topics with their offsets and settings, and what groups have committed. @throws {DevError} `TASK_FAILED` */
export const readTopics = ({ address }: Pick<KafkaStore, "address">, signal: AbortSignal): Promise<KafkaReading> =>
  withAdmin(address, READING, signal, async (admin) => {
    const [names, groupIds] = await Promise.all([admin.listTopics(), listGroupIds(admin)]);
    const known = await describeTopics(admin, names.filter((name) => name !== SEED_LEDGER_TOPIC && !isLeased(name)));
    const ids = groupIds.filter((id) => !isLeased(id));
    const [first, next, groups] = await Promise.all([offsetsOf(admin, known, ListOffsetTimestamps.EARLIEST), offsetsOf(admin, known, ListOffsetTimestamps.LATEST), committedBy(admin, ids)]);
    const at = (offsets: ReadonlyMap<string, bigint>, topic: string, partition: number): string => String(offsets.get(`${topic}/${partition}`) ?? 0n);
    const reading = (topic: KnownTopic): TopicReading => ({ ...topic, offsets: Array.from({ length: topic.partitions }, (_, partition) => ({ first: at(first, topic.name, partition), next: at(next, topic.name, partition) })) });
    return { topics: new Map(known.map((topic) => [topic.name, reading(topic)])), groups };
  }, RETRIES);
