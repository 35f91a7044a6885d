import { GetBucketPolicyCommand, GetBucketVersioningCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { judgeAll } from "../../../dev/data/isolation/judge.ts";
import { findLeftovers } from "../../../dev/data/isolation/sweep.ts";
import { systemClock } from "../../../dev/platform/clock.ts";
import { envelope } from "../../support/cli.ts";
import { dataStack, type DataStack } from "../../support/data-stack.ts";
import { isolationAt, storesAt } from "../../support/isolation.ts";
import { consume, withAdmin } from "../../support/kafka.ts";
import { variable } from "../../support/services.ts";
import { sqlValue } from "../../support/sql.ts";
import { readSecret } from "../../support/vault.ts";

let stack: DataStack;

beforeAll(async () => {
  stack = await dataStack("reset");
});
afterAll(() => stack[Symbol.asyncDispose]());

test("a dry run lists what would die, with counts, and destroys nothing; without a yes nothing is touched", async () => {
  await stack.fill();
  const dry = await stack.instance.run("reset", "--dry-run", "--json");
  const { data } = envelope<{ holdings: readonly { store: string; name: string; count?: { number: number } }[] }>(dry);
  const counts = Object.fromEntries(data.holdings.map(({ store, name, count }) => [`${store} ${name}`, count?.number ?? null]));
  expect(counts).toMatchObject({ "kafka orders.created": 3, "kafka billing": null, "minio uploads": 2, "vault secret/app/database": null, "postgres reporting_db": 0 });
  expect(counts).not.toHaveProperty("vault secret/jwt/keys/default");
  const refused = await stack.instance.run("reset");
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("error[CONFIRMATION_REQUIRED]");
  expect(await sqlValue(stack.direct, "SELECT count(*)::int FROM app.orders")).toBe(1000);
});

test("all data go while the services stay: containers, settings, roles, policies and the key pair are the same", async () => {
  await stack.fill();
  await stack.asSuperuser("CREATE DATABASE of_somebody");
  await stack.asSuperuser(`ALTER DATABASE neotool_db SET timezone = 'Asia/Tokyo'`);
  await stack.asSuperuser(`ALTER ROLE app IN DATABASE neotool_db SET search_path = app, "Odd", public`);
  await stack.asSuperuser("REVOKE CONNECT ON DATABASE of_somebody FROM PUBLIC");
  const [containers, key] = [await stack.instance.containers(), (await readSecret(stack.env, "secret/jwt/keys/default"))?.public];

  const reset = await stack.instance.run("reset", "--yes");
  expect(reset.stderr).not.toContain("warning");
  expect(reset.exitCode).toBe(0);

  expect(await stack.instance.containers()).toEqual(containers);
  expect(await stack.tables(stack.direct)).toBe(0);
  expect(await sqlValue(stack.direct, "SELECT current_setting('timezone')")).toBe("Asia/Tokyo");
  expect(await stack.asSuperuser("SELECT array_to_string(setconfig, ';') FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = setrole JOIN pg_database d ON d.oid = setdatabase WHERE rolname = 'app'")).toBe('search_path=app, "Odd", public');
  expect(await stack.asSuperuser("SELECT has_database_privilege('app', 'of_somebody', 'CONNECT')")).toBe("f");
  expect(await stack.asSuperuser("SELECT string_agg(extname, ',' ORDER BY extname) FROM pg_extension")).toContain("citext");
  expect(await stack.asSuperuser("SELECT count(*) FROM pg_database WHERE datname LIKE 'neotool~%' AND NOT datistemplate")).toBe("0");

  await withAdmin(stack.brokers, async (admin) => {
    expect(await admin.listTopics()).toEqual(["orders.created"]);
    expect([...(await admin.listGroups({})).keys()]).toEqual([]);
  });
  expect((await stack.instance.run("exec", "kafka-topics", "--describe", "--topic", "orders.created")).stdout).toMatch(/PartitionCount: 3.*retention\.ms=3600000/);
  expect(await stack.versions()).toBe(0);
  expect((await stack.s3.send(new GetBucketVersioningCommand({ Bucket: "uploads" }))).Status).toBe("Enabled");
  expect((await stack.s3.send(new GetBucketPolicyCommand({ Bucket: "uploads" }))).Policy).toContain("s3:GetObject");
  expect(await readSecret(stack.env, "secret/app/database")).toBeUndefined();
  expect((await readSecret(stack.env, "secret/jwt/keys/default"))?.public).toBe(key);
  expect((await fetch(variable(stack.env, "JWT_JWKS_URL"))).status).toBe(200);
  await stack.asSuperuser("DROP DATABASE of_somebody");
});

test("parts are wiped alone: what is beside them stays, also where an extension is used across schemas", async () => {
  await stack.fill();
  expect((await stack.instance.run("reset", "--yes", "--only", "postgres:neotool_db.public", "--only", "kafka:orders.*", "--only", "minio:uploads/none", "--only", "vault:secret/app")).exitCode).toBe(0);
  expect(await sqlValue(stack.direct, "SELECT count(*)::int FROM app.orders WHERE email = '7@EXAMPLE.com'")).toBe(1);
  expect(await sqlValue(stack.direct, "SELECT to_regclass('public.notes')")).toBeNull();
  expect(await stack.versions()).toBeGreaterThan(0);
  expect(await readSecret(stack.env, "secret/app/database")).toBeUndefined();
  const offsets = await stack.instance.run("exec", "kafka-get-offsets", "--topic", "orders.created");
  expect(offsets.stdout.trim().split("\n").every((line) => line.endsWith(":0"))).toBe(true);

  await stack.asSuperuser("CREATE TABLE public.numbered (id int GENERATED ALWAYS AS IDENTITY); CREATE TYPE public.span AS RANGE (subtype = int); CREATE DOMAIN public.tags AS text[]");
  const emptied = await stack.instance.run("reset", "--yes", "--no-snapshot", "--only", "postgres:neotool_db.public");
  expect(emptied.exitCode, emptied.stderr).toBe(0);
  expect(await stack.asSuperuser("SELECT to_regclass('public.numbered') IS NULL AND to_regtype('public.span') IS NULL AND to_regtype('public.tags') IS NULL")).toBe("t");

  await stack.fill();
  expect((await stack.instance.run("reset", "--yes", "--only", "kafka:group/billing")).exitCode).toBe(0);
  expect(await consume(stack.brokers, "orders.created", "billing", 1)).toHaveLength(1); // from the beginning again
});

test("objects go whatever their keys are, also those that XML cannot say", async () => {
  for (const Key of ["with\u0001control", "line\nbreak", " a&b<c>%20 "]) await stack.s3.send(new PutObjectCommand({ Bucket: "uploads", Key, Body: "x" }));
  const reset = await stack.instance.run("reset", "--yes", "--no-snapshot", "--only", "minio:uploads");
  expect(reset.exitCode, reset.stderr).toBe(0);
  expect(await stack.versions()).toBe(0);
});

test("the snapshot that is taken before brings all of it back: rows, records with their offsets, objects with their versions, secrets", async () => {
  await stack.fill();
  expect((await stack.instance.run("reset", "--only", "vault:secret/none", "--yes")).exitCode).toBe(2);
  expect((await stack.instance.run("reset", "--only", "minio:uploads/none", "--no-snapshot", "--yes")).stdout).not.toContain("snapshot restore");
  const reset = await stack.instance.run("reset", "--yes");
  const [, name = ""] = /neotool dev snapshot restore (\S+) +brings back what was there/.exec(reset.stdout) ?? [];
  expect((await stack.instance.run("snapshot")).stdout).toMatch(new RegExp(`${name}.*before reset`));
  expect(await stack.tables(stack.direct)).toBe(0);

  const restored = await stack.instance.run("snapshot", "restore", "--last", "--yes");
  expect(restored.exitCode, restored.stderr).toBe(0);
  expect(await sqlValue(stack.pooled, "SELECT count(*)::int FROM app.orders")).toBe(1000);
  expect(await consume(stack.brokers, "orders.created", "billing", 2)).toHaveLength(2); // from where it had come to
  expect(await stack.versions()).toBeGreaterThan(1);
  expect(await readSecret(stack.env, "secret/app/database")).toEqual({ password: "one" });
  const asked = await stack.instance.run("reset", "--only", "loki", "--yes");
  expect(asked.stderr).toContain("loki does not run");
});

test("a dataset is there again afterwards, whichever part of a store went", async () => {
  await stack.instance.write("neotool/seeds/shop/postgres/010.sql", "CREATE TABLE IF NOT EXISTS app.items (id int PRIMARY KEY); INSERT INTO app.items VALUES (1), (2) ON CONFLICT DO NOTHING;");
  await stack.instance.write("neotool/seeds/shop/kafka/orders.created.jsonl", '{"key":"1","value":"one"}\n{"key":"2","value":"two"}\n');
  await stack.instance.write("neotool/seeds/shop/minio/uploads/a.txt", "a");
  await stack.instance.write("neotool/seeds/shop/vault/010.yaml", "secret/app/stripe:\n  key: test-only\n");
  const seeded = async () => ({
    rows: await sqlValue(stack.direct, "SELECT count(*)::int FROM app.items"),
    records: (await stack.instance.run("exec", "kafka-get-offsets", "--topic", "orders.created")).stdout.trim().split("\n").reduce((sum, line) => sum + Number(line.split(":")[2]), 0),
    objects: await stack.versions(),
    secret: (await readSecret(stack.env, "secret/app/stripe"))?.key,
  });
  const ALL = { rows: 2, records: 2, objects: 1, secret: "test-only" };
  const whole = await stack.instance.run("reset", "--yes", "--seed", "shop");
  expect(whole.stderr).not.toContain("error");
  expect(whole.stdout).toMatch(/shop +postgres +1 file applied/);
  expect(await seeded()).toEqual(ALL);
  expect((await stack.instance.run("reset", "--dry-run")).stdout).not.toContain("neotool-seed-ledger");
  for (const scope of ["postgres:neotool_db.app", "kafka:orders.*", "minio:uploads", "vault:secret/app"]) {
    const part = await stack.instance.run("reset", "--no-snapshot", "--yes", "--only", scope, "--seed", "shop");
    expect(part.exitCode, part.stderr).toBe(0);
    expect(await seeded(), scope).toEqual(ALL);
  }
  expect((await stack.instance.run("reset", "--yes", "--seed", "shopp")).stderr).toContain("shopp");
  expect(await seeded()).toEqual(ALL); // refused before anything was gone
});

test("a new key pair is made only where it is asked for", async () => {
  const before = (await readSecret(stack.env, "secret/jwt/keys/default"))?.public;
  expect((await stack.instance.run("reset", "--yes", "--only", "vault:jwt")).exitCode).toBe(0);
  const after = await readSecret(stack.env, "secret/jwt/keys/default");
  expect(after?.public).not.toBe(before);
  const now = await stack.instance.env();
  expect(now.JWT_PUBLIC_KEY).toBe(after?.public);
});

test("what tests have isolated goes with the whole of its store, for good; where a part is meant, it stays", async () => {
  const { path } = stack.instance;
  await using isolation = await isolationAt(path);
  const [database] = await Promise.all([isolation.database(), isolation.topics(), isolation.bucket(), isolation.mount()]);
  const isolated = async () => (await findLeftovers(await storesAt(path), { isOver: judgeAll, templates: "all" }, systemClock, new AbortController().signal)).found.map(({ kind }) => kind).sort();
  const parts = await stack.instance.run("reset", "--only", "postgres:neotool_db", "--only", "kafka:*", "--only", "vault:jwt", "--no-snapshot", "--yes");
  expect(parts.exitCode, parts.stderr).toBe(0);
  expect(await isolated()).toEqual(["bucket", "database", "mount", "template", "topic"]);
  expect(await sqlValue(database.direct.url, "SELECT 1")).toBe(1);
  const { data } = envelope<{ holdings: readonly { store: string; kind: string; name: string }[] }>(await stack.instance.run("reset", "--dry-run", "--json"));
  expect(data.holdings.filter(({ kind }) => kind === "things of tests").map(({ store, name }) => `${store} ${name}`)).toEqual(["postgres 1 database, 1 template", "kafka 1 topic", "minio 1 bucket", "vault 1 mount"]);
  expect(data.holdings.filter(({ kind, name }) => kind !== "things of tests" && /nt[-_]test/.test(name))).toEqual([]);
  const whole = await stack.instance.run("reset", "--no-snapshot", "--yes");
  expect(whole.exitCode, whole.stderr).toBe(0);
  expect(await isolated()).toEqual([]);
});
