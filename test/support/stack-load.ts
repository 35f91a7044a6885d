import { randomUUID } from "node:crypto";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { consume, produce, withAdmin } from "./kafka.ts";
import { variable, type Environment } from "./services.ts";
import { openSql } from "./sql.ts";

const HOST = "127.0.0.1";
const EVERY_MS = 1_000;

/**
 * A small real load on every store, as applications make it: SQL through the pooler, produced and partly consumed
 * messages, objects, secrets read, errors logged. Goes on until it is disposed of, and takes away what it made.
 */
export const loadOn = (env: Environment): AsyncDisposable => {
  const name = `load.${randomUUID()}`;
  const over = new AbortController();
  const brokers = variable(env, "KAFKA_BROKERS");
  const s3 = new S3Client({
    endpoint: `http://${HOST}:${variable(env, "STORAGE_PORT")}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: variable(env, "STORAGE_ACCESS_KEY"), secretAccessKey: variable(env, "STORAGE_SECRET") },
  });
  const object = { Bucket: variable(env, "STORAGE_PRIVATE_BUCKET"), Key: name };

  const once = async (): Promise<void> => {
    {
      await using sql = await openSql({ connectionString: variable(env, "DATABASE_URL") });
      await sql.rows("SELECT count(*) FROM pg_class, generate_series(1, 50)");
      await sql.rows("DO $$ BEGIN RAISE WARNING 'a warning of the load'; END $$");
      await sql.rows(`SELECT * FROM "no such table"`).catch(() => {}); // an error for the log
    }
    await produce(brokers, name, Array.from({ length: 20 }, (_, index) => `message ${index}`));
    await consume(brokers, name, name, 5); // less than there is: the rest is its lag
    await s3.send(new PutObjectCommand({ ...object, Body: "x".repeat(10_000) }));
    await (await s3.send(new GetObjectCommand(object))).Body?.transformToString();
    await s3.send(new GetObjectCommand({ ...object, Key: "no such object" })).catch(() => {}); // an error of the client's
    await fetch(`${variable(env, "VAULT_ADDRESS")}/v1/${variable(env, "VAULT_SECRET_PATH").replace("/", "/data/")}/default`, { headers: { "X-Vault-Token": variable(env, "VAULT_TOKEN") } });
  };

  const running = (async () => {
    await withAdmin(brokers, (admin) => admin.createTopics({ topics: [name], partitions: 1, replicas: 1 }));
    while (!over.signal.aborted) {
      await once();
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  running.catch(() => {}); // said when it is disposed of
  return {
    [Symbol.asyncDispose]: async () => {
      over.abort();
      await running;
      await s3.send(new DeleteObjectCommand(object));
      s3.destroy();
      await withAdmin(brokers, async (admin) => {
        await admin.deleteGroups({ groups: [name] });
        await admin.deleteTopics({ topics: [name] });
      });
    },
  };
};
