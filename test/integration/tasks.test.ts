import { randomUUID } from "node:crypto";
import { GetBucketVersioningCommand, GetObjectCommand, ListBucketsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, expect, inject, test } from "vitest";
import { ensureTopics } from "../../dev/data/kafka/ensure-topics.ts";
import { ensureBuckets } from "../../dev/data/minio/ensure-buckets.ts";
import { ensureDatabases } from "../../dev/data/postgres/ensure-databases.ts";
import { systemClock } from "../../dev/platform/clock.ts";
import { neotool } from "../support/cli.ts";
import { withAdmin } from "../support/kafka.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { credential } from "../support/secrets.ts";
import { execute, variable } from "../support/services.ts";
import { openSql } from "../support/sql.ts";

const { env, workingCopy } = inject("stack");
const HOST = "127.0.0.1";
const BROKERS = variable(env, "KAFKA_BROKERS");
const KAFKA = { host: HOST, port: Number(BROKERS.split(":")[1]) };
const POSTGRES = { host: HOST, port: Number(env.POSTGRES_DIRECT_PORT) };
const MINIO = { host: HOST, port: Number(env.STORAGE_PORT) };
const KEYS = { accessKey: variable(env, "STORAGE_ACCESS_KEY"), secretKey: variable(env, "STORAGE_SECRET") };

const s3 = new S3Client({ endpoint: `http://${HOST}:${MINIO.port}`, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId: KEYS.accessKey, secretAccessKey: KEYS.secretKey } });
afterAll(() => s3.destroy());

test("a topic gets more partitions and other settings, and is told why it cannot get fewer", async () => {
  const name = `test.${randomUUID()}`;
  const ensure = (partitions: number, configs: Readonly<Record<string, string>> = {}) => ensureTopics([{ name, partitions, configs }], KAFKA, systemClock, new AbortController().signal);
  const described = () => execute(["kafka-topics", "--describe", "--topic", name]);
  try {
    expect(await ensure(1, { "retention.ms": "60000" })).toEqual([]);
    expect(await described()).toMatch(/PartitionCount: 1\s.*retention\.ms=60000/);
    expect(await ensure(3, { "retention.ms": "120000" })).toEqual([]);
    expect(await described()).toMatch(/PartitionCount: 3\s.*retention\.ms=120000/);
    expect(await ensure(2)).toEqual([`topic ${name} has 3 partitions and the config says 2: Kafka cannot take partitions away`]);
  } finally {
    await withAdmin(BROKERS, (admin) => admin.deleteTopics({ topics: [name] }));
  }
});

test("a setting that Kafka does not know fails with Kafka's reason", async () => {
  const topic = { name: `test.${randomUUID()}`, partitions: 1, configs: { "retention.msec": "1" } };
  await expect(ensureTopics([topic], KAFKA, systemClock, new AbortController().signal)).rejects.toMatchObject({ code: "TASK_FAILED", message: "Kafka's topics could not be set up: Unknown topic config name: retention.msec" });
});

test("a bucket takes on another access and versioning, and keeps its objects", async () => {
  const name = `test-${randomUUID()}`;
  const ensure = (versioning: boolean, access: "private" | "public-read") => ensureBuckets([{ name, versioning, access }], MINIO, KEYS);
  const seen = async () => ({
    anonymous: (await fetch(`http://${HOST}:${MINIO.port}/${name}/kept`)).status,
    versioning: (await s3.send(new GetBucketVersioningCommand({ Bucket: name }))).Status,
    object: await (await s3.send(new GetObjectCommand({ Bucket: name, Key: "kept" }))).Body?.transformToString(),
  });
  try {
    await ensure(false, "private");
    await s3.send(new PutObjectCommand({ Bucket: name, Key: "kept", Body: "still here" }));
    expect(await seen()).toEqual({ anonymous: 403, versioning: undefined, object: "still here" });
    await ensure(true, "public-read");
    await ensure(true, "public-read");
    expect(await seen()).toEqual({ anonymous: 200, versioning: "Enabled", object: "still here" });
    await ensure(false, "private");
    expect(await seen()).toEqual({ anonymous: 403, versioning: "Suspended", object: "still here" });
  } finally {
    await execute(["mc", "rb", "--force", `local/${name}`]);
  }
});

/** What the definition says of one more database, done again and again. */
const ensureDatabase = async (name: string, password: string, extensions: readonly string[]) =>
  ensureDatabases(
    {
      kind: "postgres-databases",
      endpoint: "sql",
      superuser: "postgres",
      superuserPassword: await credential("postgres.superuser"),
      owner: variable(env, "POSTGRES_USER"),
      monitor: { name: "neotool_monitor", password: await credential("postgres.monitor") },
      pooler: { name: "neotool_pooler", password: await credential("postgres.pooler") },
      databases: [
        { name: variable(env, "POSTGRES_DB"), extensions: [], schemas: [] },
        { name, extensions, schemas: [{ name, password }] },
      ],
    },
    POSTGRES,
  );

test("a database is made once, its data stay, and its role gets the password back that somebody changed", async () => {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const login = () => openSql({ ...POSTGRES, database: name, user: name, password: "the-instances-password" });
  try {
    await ensureDatabase(name, "the-instances-password", ["citext"]);
    {
      await using sql = await login();
      await sql.rows("CREATE TABLE kept AS SELECT 'still here'::citext AS it");
      await sql.rows(`ALTER ROLE ${name} PASSWORD 'somebody-elses'`);
    }
    await expect(login()).rejects.toThrow("password authentication failed");
    await ensureDatabase(name, "the-instances-password", ["citext"]);
    await using sql = await login();
    expect(await sql.value("SELECT it FROM kept WHERE it = 'STILL HERE'")).toBe("still here");
  } finally {
    await execute(["psql-admin", "-q", "-c", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, "-c", `DROP ROLE IF EXISTS ${name}`]);
  }
});

test("what cannot be made is said with its database, and no password gets into the error or the server's log", async () => {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  const password = randomUUID();
  try {
    const error = await ensureDatabase(name, password, ["no_such_extension"]).then(() => undefined, (reason: unknown) => reason);
    expect(error).toMatchObject({ code: "TASK_FAILED", message: `Postgres could not be set up (database ${name}): extension "no_such_extension" is not available` });
    expect(JSON.stringify(error)).not.toContain(password);
    const { stdout } = await neotool(["logs", "postgres", "--since", "1m"], { cwd: workingCopy });
    expect(stdout).toContain('extension "no_such_extension" is not available');
    expect(stdout).not.toContain(password);
  } finally {
    await execute(["psql-admin", "-q", "-c", `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`, "-c", `DROP ROLE IF EXISTS ${name}`]);
  }
});

leavesNothingBehind(async () => ({
  topics: await withAdmin(BROKERS, async (admin) => (await admin.listTopics()).sort()),
  buckets: (await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
  databases: await execute(["psql-admin", "-At", "-c", "SELECT datname FROM pg_database UNION ALL SELECT rolname FROM pg_roles ORDER BY 1"]),
}));
