import type { Admin, Consumer } from "@platformatic/kafka";

export interface ReadRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string | undefined;
  readonly value: string | undefined;
}

export type Offsets = ReadonlyMap<number, bigint>;

const PAGE = 8 * 1024 * 1024;
const [LATEST, EARLIEST] = [-1n, -2n];

/** Where a topic begins or ends, by partition. */
export const offsetsOf = async (admin: Admin, topic: string, partitions: number, which: "begin" | "end"): Promise<Offsets> => {
  const timestamp = which === "end" ? LATEST : EARLIEST;
  const [listed] = await admin.listOffsets({ topics: [{ name: topic, partitions: Array.from({ length: partitions }, (_, partitionIndex) => ({ partitionIndex, timestamp })) }] });
  return new Map(listed?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
};

/** The records between two places of a topic, without a consumer group: nobody hears of it, and nothing is left. */
export async function* recordsBetween(consumer: Consumer, topic: string, from: Offsets, to: Offsets): AsyncGenerator<ReadRecord> {
  const { topics, brokers } = await consumer.metadata({ topics: [topic] });
  const [known, node] = [topics.get(topic), brokers.keys().next().value];
  if (!known || node === undefined) return;
  const next = new Map([...to].map(([partition, end]) => [partition, { at: from.get(partition) ?? 0n, end }]));
  for (;;) {
    const wanted = [...next].filter(([, { at, end }]) => at < end);
    if (wanted.length === 0) return;
    const partitions = wanted.map(([partition, { at }]) => ({ partition, currentLeaderEpoch: -1, fetchOffset: at, lastFetchedEpoch: -1, partitionMaxBytes: PAGE }));
    const { responses } = await consumer.fetch({ node, minBytes: 1, maxWaitTime: 1000, maxBytes: PAGE, topics: [{ topicId: known.id, partitions }] });
    for (const { partitionIndex, records } of responses.flatMap((response) => response.partitions)) {
      const place = next.get(partitionIndex);
      if (!place) continue;
      for (const batch of records ?? []) {
        for (const { offsetDelta, key, value } of batch.records) {
          const offset = batch.firstOffset + BigInt(offsetDelta);
          // A batch comes as a whole, also where less was asked for.
          if (offset >= place.at && offset < place.end) yield { partition: partitionIndex, offset, key: key?.toString("utf8"), value: value?.toString("utf8") };
        }
        place.at = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n; // also over what compaction took
      }
    }
  }
}
