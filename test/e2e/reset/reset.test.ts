import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { GetBucketPolicyCommand, GetBucketVersioningCommand, ListObjectVersionsCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { envelope, spawnNeotool } from "../../support/cli.ts";
import { ownedInstance, type OwnedInstance } from "../../support/instance.ts";
import { consume, produce, withAdmin } from "../../support/kafka.ts";
import { variable } from "../../support/services.ts";
import { openSql, sqlValue } from "../../support/sql.ts";
import { readSecret, writeSecret } from "../../support/vault.ts";

/** One stack for all: a reset is what each of these tests begins and ends with. */
const CONFIG = `export default {
  profile: "core",
  postgres: { databases: { reporting_db: { schemas: ["reporting"] } } },
  kafka: { topics: { "orders.created": { partitions: 3, configs: { "retention.ms": "3600000" } } } },
  minio: { buckets: { uploads: { versioning: true, access: "public-read" } } },
};`;

let instance: OwnedInstance;
let env: Readonly<Record<string, string>>;
let s3: S3Client;

beforeAll(async () => {
  instance = await ownedInstance("reset", { "neotool.config.ts": CONFIG });
  const up = await instance.run("up");
  if (up.exitCode !== 0) throw new Error(up.stderr);
  env = await instance.env();
  s3 = new S3Client({
    endpoint: `http://127.0.0.1:${env.STORAGE_PORT}`,
    region: variable(env, "STORAGE_REGION"),
    forcePathStyle: true,
    credentials: { accessKeyId: variable(env, "STORAGE_ACCESS_KEY"), secretAccessKey: variable(env, "STORAGE_SECRET") },
  });
});

afterAll(async () => {
  s3.destroy();
  await instance[Symbol.asyncDispose]();
});

const direct = () => variable(env, "DATABASE_DIRECT_URL");
const pooled = () => variable(env, "DATABASE_URL");
const brokers = () => variable(env, "KAFKA_BROKERS");
const tables = async (url: string): Promise<unknown> => sqlValue(url, "SELECT count(*)::int FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')");
const versions = async (): Promise<number> => {
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: "uploads" }));
  return Versions.length + DeleteMarkers.length;
};
/** The superuser, as `neotool dev exec psql-admin` is. */
const asSuperuser = async (sql: string): Promise<string> => {
  const { exitCode, stdout, stderr } = await instance.run("exec", "psql-admin", "--", "--quiet", "--tuples-only", "--no-align", "-c", sql);
  if (exitCode !== 0) throw new Error(stderr);
  return stdout.trim();
};

const fill = async (): Promise<void> => {
  await using sql = await openSql({ connectionString: direct() });
  await sql.rows("CREATE TABLE IF NOT EXISTS app.orders (id int PRIMARY KEY, email public.citext)");
  await sql.rows("INSERT INTO app.orders SELECT n, n || '@example.com' FROM generate_series(1, 1000) n ON CONFLICT DO NOTHING");
  await sql.rows("CREATE TABLE IF NOT EXISTS public.notes AS SELECT 'x' AS text");
  await produce(brokers(), "orders.created", ["one", "two", "three"]);
  await consume(brokers(), "orders.created", "billing", 1);
  for (const body of ["first", "second"]) await s3.send(new PutObjectCommand({ Bucket: "uploads", Key: "note.txt", Body: body }));
  await writeSecret(env, "secret/app/database", { password: "one" });
};

test("a dry run lists what would die, with counts, and destroys nothing; without a yes nothing is touched", async () => {
  await fill();
  const dry = await instance.run("reset", "--dry-run", "--json");
  const { data } = envelope<{ holdings: readonly { store: string; name: string; count?: { number: number } }[] }>(dry);
  const counts = Object.fromEntries(data.holdings.map(({ store, name, count }) => [`${store} ${name}`, count?.number ?? null]));
  expect(counts).toMatchObject({ "kafka orders.created": 3, "kafka billing": null, "minio uploads": 2, "vault secret/app/database": null, "postgres reporting_db": 0 });
  expect(counts).not.toHaveProperty("vault secret/jwt/keys/default");
  const refused = await instance.run("reset");
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("error[CONFIRMATION_REQUIRED]");
  expect(await sqlValue(direct(), "SELECT count(*)::int FROM app.orders")).toBe(1000);
});

test("all data go while the services stay: containers, settings, roles, policies and the key pair are the same", async () => {
  await fill();
  await asSuperuser("CREATE DATABASE of_somebody");
  await asSuperuser(`ALTER DATABASE neotool_db SET timezone = 'Asia/Tokyo'`);
  await asSuperuser(`ALTER ROLE app IN DATABASE neotool_db SET search_path = app, "Odd", public`);
  await asSuperuser("REVOKE CONNECT ON DATABASE of_somebody FROM PUBLIC");
  const [containers, key] = [await instance.containers(), (await readSecret(env, "secret/jwt/keys/default"))?.public];

  const reset = await instance.run("reset", "--yes");
  expect(reset.stderr).not.toContain("warning");
  expect(reset.exitCode).toBe(0);

  expect(await instance.containers()).toEqual(containers);
  expect(await tables(direct())).toBe(0);
  expect(await sqlValue(direct(), "SELECT current_setting('timezone')")).toBe("Asia/Tokyo");
  expect(await asSuperuser("SELECT array_to_string(setconfig, ';') FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole JOIN pg_database d ON d.oid = setdatabase WHERE rolname = 'app'")).toBe('search_path=app, "Odd", public');
  expect(await asSuperuser("SELECT has_database_privilege('app', 'of_somebody', 'CONNECT')")).toBe("f");
  expect(await asSuperuser("SELECT string_agg(extname, ',' ORDER BY extname) FROM pg_extension")).toContain("citext");
  expect(await asSuperuser("SELECT count(*) FROM pg_database WHERE datname LIKE 'neotool~%' AND NOT datistemplate")).toBe("0");

  await withAdmin(brokers(), async (admin) => {
    expect(await admin.listTopics()).toEqual(["orders.created"]);
    expect([...(await admin.listGroups({})).keys()]).toEqual([]);
  });
  expect((await instance.run("exec", "kafka-topics", "--describe", "--topic", "orders.created")).stdout).toMatch(/PartitionCount: 3.*retention\.ms=3600000/);
  expect(await versions()).toBe(0);
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: "uploads" }))).Status).toBe("Enabled");
  expect((await s3.send(new GetBucketPolicyCommand({ Bucket: "uploads" }))).Policy).toContain("s3:GetObject");
  expect(await readSecret(env, "secret/app/database")).toBeUndefined();
  expect((await readSecret(env, "secret/jwt/keys/default"))?.public).toBe(key);
  expect((await fetch(variable(env, "JWT_JWKS_URL"))).status).toBe(200);
  await asSuperuser("DROP DATABASE of_somebody");
});

test("two hundred connections at the pooler outlive it; only a transaction that was open is ended", async () => {
  await fill();
  const clients = await Promise.all(
    Array.from({ length: 200 }, async () => {
      const client = new pg.Client({ connectionString: pooled() });
      const errors: Error[] = [];
      client.on("error", (error) => errors.push(error));
      await client.connect();
      await client.query("SELECT 1");
      return { client, errors };
    }),
  );
  const [busy, ...idle] = clients;
  await busy?.client.query("BEGIN");
  await busy?.client.query("SELECT count(*) FROM app.orders");
  const asked = new AbortController();
  const working = idle.slice(0, 20).map(async ({ client }) => {
    let answers = 0;
    for (; !asked.signal.aborted; answers += 1) await client.query("SELECT 1");
    return answers;
  });

  expect((await instance.run("reset", "--only", "postgres", "--yes")).exitCode).toBe(0);
  asked.abort();
  expect((await Promise.all(working)).every((answers) => answers > 0)).toBe(true);
  const answers = await Promise.all(idle.map(({ client }) => client.query<{ found: string | null }>("SELECT to_regclass('app.orders')::text AS found")));
  expect(new Set(answers.map(({ rows }) => rows[0]?.found))).toEqual(new Set([null]));
  await expect(busy?.client.query("SELECT 1")).rejects.toThrow();
  expect(idle.flatMap(({ errors }) => errors)).toEqual([]);
  await Promise.all(clients.map(({ client }) => client.end().catch(() => {})));
});

test("parts are wiped alone: what is beside them stays, also where an extension is used across schemas", async () => {
  await fill();
  expect((await instance.run("reset", "--yes", "--only", "postgres:neotool_db.public", "--only", "kafka:orders.*", "--only", "minio:uploads/none", "--only", "vault:secret/app")).exitCode).toBe(0);
  expect(await sqlValue(direct(), "SELECT count(*)::int FROM app.orders WHERE email = '7@EXAMPLE.com'")).toBe(1);
  expect(await sqlValue(direct(), "SELECT to_regclass('public.notes')")).toBeNull();
  expect(await versions()).toBeGreaterThan(0);
  expect(await readSecret(env, "secret/app/database")).toBeUndefined();
  const offsets = await instance.run("exec", "kafka-get-offsets", "--topic", "orders.created");
  expect(offsets.stdout.trim().split("\n").every((line) => line.endsWith(":0"))).toBe(true);

  await fill();
  expect((await instance.run("reset", "--yes", "--only", "kafka:group/billing")).exitCode).toBe(0);
  expect(await consume(brokers(), "orders.created", "billing", 1)).toHaveLength(1); // from the beginning again
});

test("the snapshot that is taken before brings all of it back: rows, records with their offsets, objects with their versions, secrets", async () => {
  await fill();
  const reset = await instance.run("reset", "--yes");
  const [, name = ""] = /neotool dev snapshot restore (\S+) +brings back what was there/.exec(reset.stdout) ?? [];
  expect((await instance.run("snapshot")).stdout).toMatch(new RegExp(`${name}.*before reset`));
  expect(await tables(direct())).toBe(0);

  const restored = await instance.run("snapshot", "restore", "--last", "--yes");
  expect(restored.exitCode, restored.stderr).toBe(0);
  expect(await sqlValue(pooled(), "SELECT count(*)::int FROM app.orders")).toBe(1000);
  expect(await consume(brokers(), "orders.created", "billing", 2)).toHaveLength(2); // from where it had come to
  expect(await versions()).toBeGreaterThan(1);
  expect(await readSecret(env, "secret/app/database")).toEqual({ password: "one" });
  const asked = await instance.run("reset", "--only", "loki", "--yes");
  expect(asked.stderr).toContain("loki does not run");
});

test("a dataset is there again afterwards, whichever part of a store went", async () => {
  await instance.write("neotool/seeds/shop/postgres/010.sql", "CREATE TABLE IF NOT EXISTS app.items (id int PRIMARY KEY); INSERT INTO app.items VALUES (1), (2) ON CONFLICT DO NOTHING;");
  await instance.write("neotool/seeds/shop/kafka/orders.created.jsonl", '{"key":"1","value":"one"}\n{"key":"2","value":"two"}\n');
  await instance.write("neotool/seeds/shop/minio/uploads/a.txt", "a");
  await instance.write("neotool/seeds/shop/vault/010.yaml", "secret/app/stripe:\n  key: test-only\n");
  const seeded = async () => ({
    rows: await sqlValue(direct(), "SELECT count(*)::int FROM app.items"),
    records: (await instance.run("exec", "kafka-get-offsets", "--topic", "orders.created")).stdout.trim().split("\n").reduce((sum, line) => sum + Number(line.split(":")[2]), 0),
    objects: await versions(),
    secret: (await readSecret(env, "secret/app/stripe"))?.key,
  });
  const ALL = { rows: 2, records: 2, objects: 1, secret: "test-only" };
  const whole = await instance.run("reset", "--yes", "--seed", "shop");
  expect(whole.stderr).not.toContain("error");
  expect(whole.stdout).toMatch(/shop +postgres +1 file applied/);
  expect(await seeded()).toEqual(ALL);
  expect((await instance.run("reset", "--dry-run")).stdout).not.toContain("neotool-seed-ledger");
  for (const scope of ["postgres:neotool_db.app", "kafka:orders.*", "minio:uploads", "vault:secret/app"]) {
    const part = await instance.run("reset", "--no-snapshot", "--yes", "--only", scope, "--seed", "shop");
    expect(part.exitCode, part.stderr).toBe(0);
    expect(await seeded(), scope).toEqual(ALL);
  }
  expect((await instance.run("reset", "--yes", "--seed", "shopp")).stderr).toContain("shopp");
  expect(await seeded()).toEqual(ALL); // refused before anything was gone
});

test("a new key pair is made only where it is asked for", async () => {
  const before = (await readSecret(env, "secret/jwt/keys/default"))?.public;
  expect((await instance.run("reset", "--yes", "--only", "vault:jwt")).exitCode).toBe(0);
  const after = await readSecret(env, "secret/jwt/keys/default");
  expect(after?.public).not.toBe(before);
  const now = await instance.env();
  expect(now.JWT_PUBLIC_KEY).toBe(after?.public);
});

test("killed anywhere, it leaves an instance that works: the next reset says so, and ends what was begun", async () => {
  for (const afterMs of [300, 450, 600, 750, 900]) {
    await fill();
    const reset = spawnNeotool(["reset", "--no-snapshot", "--yes"], { cwd: instance.path });
    await delay(afterMs);
    reset.kill("SIGKILL");
    await reset;
    const wasCutOff = existsSync(join(instance.path, ".neotool", "reset.json"));
    const next = await instance.run("reset", "--no-snapshot", "--yes");
    expect(next.stderr).toMatch(wasCutOff ? /The reset of \S+ did not come to its end/ : /^(?!.*did not come to its end)/s);
    expect(next.exitCode).toBe(0);
    expect(await tables(pooled())).toBe(0);
    expect(await withAdmin(brokers(), (admin) => admin.listTopics())).toContain("orders.created");
    expect((await instance.run("exec", "kafka-topics", "--describe", "--topic", "orders.created")).stdout).toMatch(/PartitionCount: 3.*retention\.ms=3600000/);
  }
  expect(await asSuperuser("SELECT count(*) FROM pg_database WHERE datname LIKE 'neotool~%' AND NOT datistemplate")).toBe("0");
});

test("what a killed reset left standing is mended by the next up: clients go on, topics are there", async () => {
  await fill();
  // As a kill between a topic's end and its return, and between the two halves of an exchange, leaves it.
  const journal = { startedAt: "2026-11-21T10:00:00.000Z", only: ["postgres", "kafka"], snapshot: null, topics: [{ name: "of.somebody", partitions: 2, configs: { "retention.ms": "7200000" } }] };
  await instance.write(".neotool/reset.json", JSON.stringify(journal));
  await sqlValue(pooled(), "SELECT 1"); // the pooler knows a database once somebody has used it
  await instance.run("exec", "pgbouncer-console", "--", "-c", "PAUSE neotool_db");
  await asSuperuser('CREATE DATABASE "neotool~fresh-1"');

  const [waiting, up] = await Promise.all([sqlValue(pooled(), "SELECT count(*)::int FROM app.orders"), instance.run("up")]);
  expect(up.stderr).toContain("The reset of 2026-11-21T10:00:00.000Z did not come to its end");
  expect(up.stderr).toContain("neotool dev reset --only postgres --only kafka finishes it");
  expect(up.exitCode).toBe(0);
  expect(waiting).toBe(1000);
  expect(await asSuperuser("SELECT count(*) FROM pg_database WHERE datname = 'neotool~fresh-1'")).toBe("0");
  expect((await instance.run("exec", "kafka-topics", "--describe", "--topic", "of.somebody")).stdout).toMatch(/PartitionCount: 2.*retention\.ms=7200000/);
  expect((await instance.run("up")).stderr).not.toContain("did not come to its end");
  await withAdmin(brokers(), (admin) => admin.deleteTopics({ topics: ["of.somebody"] }));
});

test.each([
  [["--only", "postgre"], 'did you mean "postgres"?'],
  [["--only", "postgres:neotool_bd"], 'There is no database "neotool_bd"; did you mean "neotool_db"?'],
  [["--only", "kafka:order.created"], 'There is no topic "order.created"; did you mean "orders.created"?'],
  [["--only", "minio:upload"], 'There is no bucket "upload"; did you mean "uploads"?'],
  [["--only", "loki"], "loki does not run"],
])("%s is refused before anything is touched", async (args, words) => {
  const refused = await instance.run("reset", "--yes", ...args);
  expect(refused.exitCode).not.toBe(0);
  expect(refused.stderr).toContain(words);
});
