import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { Producer, stringSerializers } from "@platformatic/kafka";
import { makeTopics } from "./kafka.ts";
import { openSql } from "./sql.ts";
import { variable, type Environment } from "./services.ts";
import { writeSecret } from "./vault.ts";

/** Somebody who counts, and writes each number to one store after the other: what a later store has, each earlier one had before. */
export interface Hammer {
  /** The last number that was confirmed by all. */
  last(): number;
  /** Rejects with what a store answered, where one refused. */
  stop(): Promise<void>;
}

export const COUNTER = { table: "hammer", topic: "hammer", folder: "hammer/", secret: "secret/hammer" } as const;

/** Counts as fast as the stores take it: Postgres, then Kafka, then MinIO, then Vault. */
export const hammer = async (env: Environment, store: S3Client): Promise<Hammer> => {
  const sql = await openSql({ connectionString: variable(env, "DATABASE_DIRECT_URL") });
  await sql.rows(`CREATE TABLE IF NOT EXISTS ${COUNTER.table} (number int PRIMARY KEY)`);
  await makeTopics(variable(env, "KAFKA_BROKERS"), COUNTER.topic);
  const producer = new Producer({ clientId: "neotool-test", bootstrapBrokers: [variable(env, "KAFKA_BROKERS")], serializers: stringSerializers });
  const Bucket = variable(env, "STORAGE_PRIVATE_BUCKET");
  let number = Number((await sql.value(`SELECT coalesce(max(number), 0) FROM ${COUNTER.table}`)) ?? 0);
  let stops = false;
  const count = async () => {
    while (!stops) {
      const next = number + 1;
      await sql.rows(`INSERT INTO ${COUNTER.table} VALUES (${next})`);
      await producer.send({ messages: [{ topic: COUNTER.topic, value: String(next) }] });
      await store.send(new PutObjectCommand({ Bucket, Key: `${COUNTER.folder}${next}`, Body: String(next), Metadata: { number: String(next) } }));
      await writeSecret(env, COUNTER.secret, { number: String(next) });
      number = next;
    }
  };
  const counting = count().finally(async () => {
    await producer.close();
    await sql[Symbol.asyncDispose]();
  });
  counting.catch(() => {}); // said by `stop`
  return {
    last: () => number,
    stop: async () => {
      stops = true;
      await counting;
    },
  };
};
