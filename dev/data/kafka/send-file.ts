import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { murmur2 } from "@platformatic/kafka";
import { DevError } from "../../errors/dev-error.ts";
import type { ReportRows, SourceFile } from "../source-file.ts";
import { kafkaReason } from "./kafka-reason.ts";
import { lineBlocks, recordsOf, type LineBlock, type SeedRecord } from "./jsonl.ts";
import type { TopicEntry } from "./ledger-entry.ts";
import { offsetsOf, recordsBetween, type Offsets } from "./read-records.ts";
import { entryRecord, type SeedMessage, type TopicsSession } from "./seed-topics.ts";

/** As Kafka's own clients do, so that a key is where a service would put it. Without a key, one partition after the other. */
const partitionOf = ({ partition, key }: SeedRecord, line: number, partitions: number): number =>
  partition ?? (key === undefined ? line % partitions : (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions);

const mark = (key: string | undefined, value: string | undefined): string => `${key ?? "\0"}\0${value ?? "\0"}`;

/**
 * Finds what an interrupted run has sent and not written down. Of each partition that is a beginning of what would be
 * sent now, perhaps with records of others in between.
 */
const alreadyThere = async ({ admin, consumer }: TopicsSession, topic: string, partitions: number, { next, whole }: TopicEntry) => {
  const there = new Map<number, { readonly marks: string[]; at: number }>();
  if (!whole) {
    const from = new Map(Object.entries(next).map(([partition, offset]) => [Number(partition), BigInt(offset)]));
    for await (const { partition, key, value } of recordsBetween(consumer, topic, from, await offsetsOf(admin, topic, partitions, "end"))) {
      const found = there.get(partition) ?? { marks: [], at: 0 };
      there.set(partition, found);
      found.marks.push(mark(key, value));
    }
  }
  return (partition: number, { key, value }: SeedRecord): boolean => {
    const list = there.get(partition);
    if (!list) return false;
    const found = list.marks.indexOf(mark(key, value), list.at);
    if (found < 0) there.delete(partition); // its end
    list.at = found + 1;
    return found >= 0;
  };
};

export interface SendRequest {
  readonly dataset: string;
  readonly file: SourceFile & { readonly name: string };
  readonly topic: string;
  readonly partitions: number;
  /** How far it is already: nothing of it, as a whole, or cut off. */
  readonly entry: TopicEntry;
  /** The line to begin with. */
  readonly line: number;
}

/** Of the file's beginning, to go on with. */
const hashOfBeginning = async ({ path }: SourceFile, bytes: number): Promise<Hash> => {
  const hash = createHash("sha256");
  if (bytes > 0) for await (const chunk of createReadStream(path, { end: bytes - 1 })) hash.update(chunk);
  return hash;
};

const asNext = (offsets: Offsets): TopicEntry["next"] => Object.fromEntries([...offsets].map(([partition, offset]) => [partition, String(offset)]));

const refused = ({ shown }: SourceFile, first: number, last: number, cause: unknown): DevError =>
  new DevError("SEED_FAILED", `${shown}:${first}${last > first ? ` to ${last}` : ""} Kafka did not take these records: ${kafkaReason(cause)}`, {
    hint: "What was sent before stays, and is not sent again. neotool dev logs kafka says more.",
    cause,
  });

interface Batch {
  readonly messages: readonly SeedMessage[];
  readonly lines: readonly [first: number, last: number];
  readonly end: number;
}

const batchOf = (block: LineBlock, { file, topic, partitions }: SendRequest, isThere: (partition: number, record: SeedRecord) => boolean): Batch => {
  const messages: SeedMessage[] = [];
  let last = block.line;
  for (const { record, line } of recordsOf(block, file)) {
    const { key, value, headers } = record;
    const partition = partitionOf(record, line, partitions);
    last = line;
    if (!isThere(partition, record)) messages.push({ topic, partition, ...(key !== undefined && { key }), ...(value !== undefined && { value }), ...(headers && { headers: { ...headers } }) });
  }
  return { messages, lines: [block.line, last], end: block.end };
};

/**
 * Sends the rest of a file, one block of lines after the other. With each goes the note that the one before it is there, so
 * that never more than one block is there without a note; the next run finds that one by what is in the topic.
 *
 * @returns how many records were sent now.
 * @throws {DevError} `SEED_FAILED`, `SEED_INVALID`
 */
export const sendFile = async (session: TopicsSession, request: SendRequest, report: ReportRows, signal: AbortSignal): Promise<number> => {
  const { dataset, file, topic, partitions, entry: begun } = request;
  const isThere = await alreadyThere(session, topic, partitions, begun);
  const hash = await hashOfBeginning(file, begun.bytes);
  const ends = asNext(await offsetsOf(session.admin, topic, partitions, "end"));
  const first: TopicEntry = begun.whole ? { ...begun, next: ends, whole: false } : begun;
  const note = (entry: TopicEntry) => entryRecord(dataset, file.name, entry);
  /** Resolves with what is to be noted once the broker has it. */
  const send = async ({ messages, lines, end }: Batch, before: TopicEntry, digest: string): Promise<TopicEntry> => {
    try {
      const { offsets = [] } = await session.producer.send({ messages: [...messages, note(before)], acks: -1 });
      const behind = new Map(offsets.flatMap(({ topic: of, partition, offset }) => (of === topic ? [[partition, offset + BigInt(messages.filter((message) => message.partition === partition).length)]] : [])));
      return { topicId: begun.topicId, bytes: end, hash: digest, whole: false, next: { ...(before === first ? ends : before.next), ...asNext(behind) } };
    } catch (cause) {
      throw refused(file, ...lines, cause);
    }
  };
  let inFlight: Promise<TopicEntry> = Promise.resolve(first);
  let sent = 0;
  for await (const block of lineBlocks(file, { bytes: begun.bytes, line: request.line })) {
    const batch = batchOf(block, request, isThere); // while the one before it is under way
    const digest = hash.update(block.bytes).copy().digest("hex");
    const before = await inFlight;
    signal.throwIfAborted();
    inFlight = send(batch, before, digest);
    inFlight.catch(() => {}); // waited for above or below
    sent += batch.messages.length;
    report({ bytes: batch.end, rows: sent });
  }
  const last = await inFlight;
  await session.producer.send({ messages: [note({ ...last, whole: true })], acks: -1 });
  return sent;
};
