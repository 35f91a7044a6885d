import { Admin, Consumer, Producer, stringSerializers } from "@platformatic/kafka";
import type { Clock } from "../../platform/clock.ts";
import type { Address } from "../../probes/address.ts";
import { ensureTopics } from "./ensure-topics.ts";
import { parseEntry, type TopicEntry } from "./ledger-entry.ts";
import { offsetsOf, recordsBetween } from "./read-records.ts";

/** What was sent to the topics of this broker: a compacted topic, so that it goes with the data, and comes back with their snapshot. */
export const SEED_LEDGER_TOPIC = "neotool-seed-ledger";

export type TextProducer = Producer<string, string, string, string>;

/** What works on the topics of an instance. */
export interface TopicsSession {
  readonly admin: Admin;
  readonly producer: TextProducer;
  readonly consumer: Consumer;
}

/** Works on a broker's topics, and closes all connections. */
export const withTopics = async <T>(address: Address, use: (session: TopicsSession) => Promise<T>): Promise<T> => {
  const options = { clientId: "neotool", bootstrapBrokers: [{ ...address }], retries: 3 };
  const admin = new Admin(options);
  // Idempotent: an answer that was lost must not make a record twice.
  const producer = new Producer({ ...options, serializers: stringSerializers, idempotent: true });
  const consumer = new Consumer({ ...options, groupId: "neotool-seed" }); // a name that the client asks for: no group is joined
  try {
    return await use({ admin, producer, consumer });
  } finally {
    await Promise.all([admin, producer, consumer].map((client) => Promise.resolve(client.close()).catch(() => {})));
  }
};

/** A topic as it is now; `undefined` where there is none. */
export const topicOf = async (admin: Admin, topic: string): Promise<{ readonly id: string; readonly partitions: number } | undefined> => {
  if (!(await admin.listTopics()).includes(topic)) return undefined; // asking for its metadata might make it
  const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
  const found = topics.get(topic);
  return found && { id: found.id, partitions: found.partitionsCount };
};

/** What is written down, by file; the last word for each counts. */
export const readTopicLedger = async ({ admin, consumer }: TopicsSession, dataset: string): Promise<ReadonlyMap<string, TopicEntry>> => {
  const ledger = new Map<string, TopicEntry>();
  if (!(await topicOf(admin, SEED_LEDGER_TOPIC))) return ledger;
  const [from, to] = await Promise.all([offsetsOf(admin, SEED_LEDGER_TOPIC, 1, "begin"), offsetsOf(admin, SEED_LEDGER_TOPIC, 1, "end")]);
  for await (const { key = "", value = "" } of recordsBetween(consumer, SEED_LEDGER_TOPIC, from, to)) {
    const entry = parseEntry(value);
    if (entry && key.startsWith(`${dataset}/`)) ledger.set(key.slice(dataset.length + 1), entry);
  }
  return ledger;
};

/** @throws {DevError} `TASK_FAILED` */
export const ensureTopicLedger = (address: Address, clock: Clock, signal: AbortSignal): Promise<unknown> =>
  ensureTopics([{ name: SEED_LEDGER_TOPIC, partitions: 1, configs: { "cleanup.policy": "compact" } }], address, clock, signal);

/** A record with its place. */
export interface SeedMessage {
  readonly topic: string;
  readonly partition: number;
  readonly key?: string;
  readonly value?: string;
  readonly headers?: Record<string, string>;
}

/** What writes an entry down, as a record to be sent. */
export const entryRecord = (dataset: string, file: string, entry: TopicEntry): SeedMessage => ({ topic: SEED_LEDGER_TOPIC, partition: 0, key: `${dataset}/${file}`, value: JSON.stringify(entry) });
