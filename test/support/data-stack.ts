import { ListObjectVersionsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ownedInstance, type OwnedInstance } from "./instance.ts";
import { consume, produce } from "./kafka.ts";
import { variable, type Environment } from "./services.ts";
import { openSql, sqlValue } from "./sql.ts";
import { writeSecret } from "./vault.ts";

const CONFIG = `export default {
  profile: "core",
  postgres: { databases: { reporting_db: { schemas: ["reporting"] } } },
  kafka: { topics: { "orders.created": { partitions: 3, configs: { "retention.ms": "3600000" } } } },
  minio: { buckets: { uploads: { versioning: true, access: "public-read" } } },
};`;

/** A core stack with something of everything in its stores. Taken down by `await using`. */
export interface DataStack extends AsyncDisposable {
  readonly instance: OwnedInstance;
  readonly env: Environment;
  readonly s3: S3Client;
  /** Straight at Postgres, and by the pooler. */
  readonly direct: string;
  readonly pooled: string;
  readonly brokers: string;
  /** A thousand rows, three records of which a group has read one, two versions of an object, a secret. */
  fill(): Promise<void>;
  /** How many tables of anybody there are. */
  tables(url: string): Promise<unknown>;
  /** How many versions and marks of deletion there are in the bucket `uploads`. */
  versions(): Promise<number>;
  /** What psql prints for the superuser. @throws where it fails. */
  asSuperuser(sql: string): Promise<string>;
}

export const dataStack = async (name: string): Promise<DataStack> => {
  const instance = await ownedInstance(name, { "neotool.config.ts": CONFIG });
  const up = await instance.run("up");
  if (up.exitCode !== 0) throw new Error(up.stderr);
  const env = await instance.env();
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${env.STORAGE_PORT}`,
    region: variable(env, "STORAGE_REGION"),
    forcePathStyle: true,
    credentials: { accessKeyId: variable(env, "STORAGE_ACCESS_KEY"), secretAccessKey: variable(env, "STORAGE_SECRET") },
  });
  const [direct, pooled, brokers] = [variable(env, "DATABASE_DIRECT_URL"), variable(env, "DATABASE_URL"), variable(env, "KAFKA_BROKERS")];
  return {
    instance,
    env,
    s3,
    direct,
    pooled,
    brokers,
    fill: async () => {
      await using sql = await openSql({ connectionString: direct });
      await sql.rows("CREATE TABLE IF NOT EXISTS app.orders (id int PRIMARY KEY, email public.citext)");
      await sql.rows("INSERT INTO app.orders SELECT n, n || '@example.com' FROM generate_series(1, 1000) n ON CONFLICT DO NOTHING");
      await sql.rows("CREATE TABLE IF NOT EXISTS public.notes AS SELECT 'x' AS text");
      await produce(brokers, "orders.created", ["one", "two", "three"]);
      await consume(brokers, "orders.created", "billing", 1);
      for (const body of ["first", "second"]) await s3.send(new PutObjectCommand({ Bucket: "uploads", Key: "note.txt", Body: body }));
      await writeSecret(env, "secret/app/database", { password: "one" });
    },
    tables: (url) => sqlValue(url, "SELECT count(*)::int FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"),
    versions: async () => {
      const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: "uploads" }));
      return Versions.length + DeleteMarkers.length;
    },
    asSuperuser: async (sql) => {
      const { exitCode, stdout, stderr } = await instance.run("exec", "psql-admin", "--", "--quiet", "--tuples-only", "--no-align", "-c", sql);
      if (exitCode !== 0) throw new Error(stderr);
      return stdout.trim();
    },
    [Symbol.asyncDispose]: async () => {
      s3.destroy();
      await instance[Symbol.asyncDispose]();
    },
  };
};
