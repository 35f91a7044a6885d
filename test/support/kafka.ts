import { randomUUID } from "node:crypto";
import { Admin, Consumer, Producer, stringDeserializers, stringSerializers } from "@platformatic/kafka";

/** How the tests' clients name themselves. */
const CLIENT = { clientId: "neotool-test", retries: 2, retryDelay: 100 } as const;

/** @param brokers `KAFKA_BROKERS` as `neotool dev env` gives it. */
export const withAdmin = async <T>(brokers: string, use: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = new Admin({ ...CLIENT, bootstrapBrokers: [brokers] });
  try {
    return await use(admin);
  } finally {
    await admin.close();
  }
};

/** Makes topics of one partition. */
export const makeTopics = (brokers: string, ...topics: readonly string[]): Promise<unknown> =>
  withAdmin(brokers, (admin) => admin.createTopics({ topics: topics.map((topic) => ({ topic, partitions: 1, replicas: 1 })) }));

/** Sends values to a topic, in order. Asks for the topic to be made where it is missing, as careless clients do. */
export const produce = async (brokers: string, topic: string, values: readonly string[]): Promise<void> => {
  const producer = new Producer({ ...CLIENT, bootstrapBrokers: [brokers], serializers: stringSerializers, autocreateTopics: true });
  try {
    await producer.send({ messages: values.map((value) => ({ topic, value })) });
  } finally {
    await producer.close();
  }
};

/** Reads so many values as a member of a group, from where the group is or from the beginning, and commits each. */
export const consume = async (brokers: string, topic: string, groupId: string, count: number): Promise<readonly string[]> => {
  const consumer = new Consumer({ ...CLIENT, bootstrapBrokers: [brokers], groupId, deserializers: stringDeserializers, autocommit: false });
  const values: string[] = [];
  try {
    const stream = await consumer.consume({ topics: [topic], mode: "committed", fallbackMode: "earliest", maxWaitTime: 200 });
    for await (const { value, commit } of stream) {
      values.push(value);
      await commit();
      if (values.length === count) break;
    }
  } finally {
    await consumer.close(true);
  }
  return values;
};

const endOf = (brokers: string, topic: string): Promise<number> =>
  withAdmin(brokers, async (admin) => {
    const { topics } = await admin.metadata({ topics: [topic], forceUpdate: true });
    const partitions = Array.from({ length: topics.get(topic)?.partitionsCount ?? 0 }, (_, partitionIndex) => ({ partitionIndex, timestamp: -1n }));
    const [listed] = await admin.listOffsets({ topics: [{ name: topic, partitions }] });
    return Number(listed?.partitions.reduce((sum, { offset }) => sum + offset, 0n) ?? 0n);
  });

/** How many records were ever sent to a topic; 0 where there is none. */
export const recordsIn = async (brokers: string, topic: string): Promise<number> => ((await withAdmin(brokers, (admin) => admin.listTopics())).includes(topic) ? endOf(brokers, topic) : 0);

/** All that is in a topic now, each as `partition key value headers`, sorted. */
export const topicContents = async (brokers: string, topic: string): Promise<readonly string[]> => {
  const count = await endOf(brokers, topic);
  if (count === 0) return [];
  const consumer = new Consumer({ ...CLIENT, bootstrapBrokers: [brokers], groupId: randomUUID(), deserializers: stringDeserializers });
  const found: string[] = [];
  try {
    for await (const { partition, key, value, headers } of await consumer.consume({ topics: [topic], mode: "earliest", maxWaitTime: 100 })) {
      found.push([partition, key ?? "-", value ?? "null", ...[...headers].map(([name, text]) => `${name}=${text}`)].join(" "));
      if (found.length === count) break;
    }
    return found.sort();
  } finally {
    await consumer.close(true);
    await withAdmin(brokers, (admin) => admin.deleteGroups({ groups: [consumer.groupId] })).catch(() => {});
  }
};
