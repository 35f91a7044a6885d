import { ListOffsetTimestamps, type Admin } from "@platformatic/kafka";
import type { KnownTopic } from "./topics.ts";

/** Records and bytes by topic. Records as offsets say: what compaction or a transaction's marker took away is counted too. */
export interface HeldRecords {
  readonly records: number;
  readonly bytes: number;
}

const partitionsOf = ({ partitions }: KnownTopic): readonly number[] => Array.from({ length: partitions }, (_, index) => index);

/** By topic. */
export const heldRecords = async (admin: Admin, topics: readonly KnownTopic[]): Promise<ReadonlyMap<string, HeldRecords>> => {
  if (topics.length === 0) return new Map();
  const offsets = async (timestamp: bigint) => {
    const listed = await admin.listOffsets({ topics: topics.map((topic) => ({ name: topic.name, partitions: partitionsOf(topic).map((partitionIndex) => ({ partitionIndex, timestamp })) })) });
    return new Map(listed.map(({ name, partitions }) => [name, partitions.reduce((sum, { offset }) => sum + Number(offset), 0)]));
  };
  const [first, next, brokers] = await Promise.all([
    offsets(ListOffsetTimestamps.EARLIEST),
    offsets(ListOffsetTimestamps.LATEST),
    admin.describeLogDirs({ topics: topics.map((topic) => ({ name: topic.name, partitions: [...partitionsOf(topic)] })) }),
  ]);
  const bytes = new Map<string, number>();
  for (const { name, partitions } of brokers.flatMap(({ results }) => results).flatMap((directory) => directory.topics)) {
    bytes.set(name, (bytes.get(name) ?? 0) + partitions.reduce((sum, { partitionSize }) => sum + Number(partitionSize), 0));
  }
  return new Map(topics.map(({ name }) => [name, { records: (next.get(name) ?? 0) - (first.get(name) ?? 0), bytes: bytes.get(name) ?? 0 }]));
};
