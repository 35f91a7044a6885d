import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { envelope, neotool, spawnNeotool, type CliResult } from "../../support/cli.ts";
import { disturbedIn } from "../../support/disturbed.ts";
import { belongings, docker, testEngine } from "../../support/engine.ts";
import { faultProxy } from "../../support/fault-proxy.ts";
import { COUNTER, hammer } from "../../support/hammer.ts";
import { ownedInstance, type OwnedInstance } from "../../support/instance.ts";
import { consume, makeTopics, produce, withAdmin } from "../../support/kafka.ts";
import { killAfterCall, killInPhase } from "../../support/kill.ts";
import { placesWithSecrets, secretsBelow } from "../../support/secrets.ts";
import { variable, type Environment } from "../../support/services.ts";
import { openSql, sqlValue } from "../../support/sql.ts";
import { openStore } from "../../support/store.ts";
import { until } from "../../support/until.ts";
import { readSecret, writeSecret } from "../../support/vault.ts";

let instance: OwnedInstance;
let env: Environment;

const succeeded = (result: CliResult): CliResult => {
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
};
const url = () => variable(env, "DATABASE_DIRECT_URL");
const brokers = () => variable(env, "KAFKA_BROKERS");

beforeAll(async () => {
  instance = await ownedInstance("snapshots");
  succeeded(await instance.run("up"));
  env = await instance.env();
});
afterAll(async () => {
  await instance[Symbol.asyncDispose]();
});

const disturbed = () => disturbedIn(instance);
const snapshots = async () => envelope<{ readonly snapshots: readonly { readonly name: string; readonly state: string }[] }>(await instance.run("snapshot", "list", "--json")).data.snapshots;
const snapshotVolumes = async () => (await belongings(instance.path)).filter((what) => what.includes("-snapshot-"));

test("a snapshot brings back rows, sequences, roles, topics with offsets and groups, objects with metadata, and secrets", async () => {
  using store = openStore(env);
  {
    await using sql = await openSql({ connectionString: url() });
    await sql.rows("CREATE TABLE kept (id serial PRIMARY KEY, text text); INSERT INTO kept (text) VALUES ('a'), ('b')");
  }
  succeeded(await instance.run("exec", "psql-admin", "--", "--quiet", "--command", "CREATE ROLE auditor LOGIN"));
  await makeTopics(brokers(), "orders");
  await produce(brokers(), "orders", ["one", "two", "three"]);
  expect(await consume(brokers(), "orders", "billing", 2)).toEqual(["one", "two"]);
  await store.client.send(new PutObjectCommand({ Bucket: store.bucket, Key: "a folder/ü.txt", Body: "kept", ContentType: "text/x-kept", Metadata: { owner: "alice" } }));
  await writeSecret(env, "secret/app/mail", { password: "kept-in-vault-1234" });

  const saved = envelope<{ readonly name: string; readonly pauseMs: number; readonly way: string; readonly parts: readonly { readonly service: string; readonly bytes: number }[] }>(await instance.run("snapshot", "save", "before", "--json"));
  expect(saved.data).toMatchObject({ name: "before", way: expect.stringMatching(/^(reflink|copy)$/), secrets: [{ mount: "secret", path: "app/mail", version: 1 }], postgresMajor: 18, kafka: { metadataVersion: expect.any(Number) } });
  expect(saved.data.pauseMs).toBeLessThan(5_000);
  expect(saved.data.parts.map(({ service }) => service).toSorted()).toEqual(["kafka", "minio", "postgres"]);

  {
    await using sql = await openSql({ connectionString: url() });
    await sql.rows("DROP TABLE kept; CREATE TABLE later (a int)");
  }
  succeeded(await instance.run("exec", "psql-admin", "--", "--quiet", "--command", "DROP ROLE auditor"));
  await produce(brokers(), "orders", ["four"]);
  await makeTopics(brokers(), "later");
  await produce(brokers(), "later", ["x"]);
  expect(await consume(brokers(), "orders", "billing", 2)).toEqual(["three", "four"]);
  await store.client.send(new PutObjectCommand({ Bucket: store.bucket, Key: "a folder/ü.txt", Body: "changed" }));
  await store.client.send(new PutObjectCommand({ Bucket: store.bucket, Key: "later", Body: "x" }));
  await writeSecret(env, "secret/app/mail", { password: "changed" });
  await writeSecret(env, "secret/later", { a: "b" });

  const containers = await instance.containers();
  expect((await instance.run("snapshot", "restore", "before")).stderr).toContain("error[CONFIRMATION_REQUIRED]");
  succeeded(await instance.run("snapshot", "restore", "before", "--yes"));
  expect(await instance.containers()).toEqual(containers);
  expect(await instance.env()).toEqual(env);

  await using sql = await openSql({ connectionString: variable(env, "DATABASE_URL") }); // through the pooler
  expect(await sql.rows("SELECT id, text FROM kept ORDER BY id")).toEqual([{ id: 1, text: "a" }, { id: 2, text: "b" }]);
  expect(await sql.rows("INSERT INTO kept (text) VALUES ('c') RETURNING id")).toEqual([{ id: 3 }]);
  expect(await sql.value("SELECT to_regclass('later')")).toBeNull();
  expect(await sql.value("SELECT count(*)::int FROM pg_roles WHERE rolname = 'auditor'")).toBe(1);
  expect(await withAdmin(brokers(), (admin) => admin.listTopics())).not.toContain("later");
  expect(await consume(brokers(), "orders", "billing", 1)).toEqual(["three"]);
  const object = await store.client.send(new GetObjectCommand({ Bucket: store.bucket, Key: "a folder/ü.txt" }));
  expect([await object.Body?.transformToString(), object.ContentType, object.Metadata]).toEqual(["kept", "text/x-kept", { owner: "alice" }]);
  expect((await store.client.send(new ListObjectsV2Command({ Bucket: store.bucket, Prefix: "later" }))).KeyCount).toBe(0);
  expect(await readSecret(env, "secret/app/mail")).toEqual({ password: "kept-in-vault-1234" });
  expect(await readSecret(env, "secret/later")).toBeUndefined();
  expect((await readSecret(env, "secret/jwt/keys/default"))?.public).toBe(env.JWT_PUBLIC_KEY);
});

test("secrets are in no manifest, log, label or argument", async () => {
  const home = join(instance.path, ".neotool");
  const secrets = [...(await secretsBelow(home)), "kept-in-vault-1234"];
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && !/credentials|\.private\.pem$/.test(entry.name)).map((entry) => join(entry.parentPath, entry.name));
  const client = await docker();
  const texts = Object.fromEntries(await Promise.all(files.map(async (file) => [file, await readFile(file, "utf8")])));
  const labels = JSON.stringify((await client.listVolumes()).Volumes);
  expect(Object.keys(texts).some((file) => file.endsWith("before.json"))).toBe(true);
  expect(placesWithSecrets({ ...texts, labels, show: (await instance.run("snapshot", "show", "before", "--json")).stdout }, secrets)).toEqual([]);
});

test("stores are as they were in one moment while somebody writes to all of them", async () => {
  using store = openStore(env);
  const writing = await hammer(env, store.client);
  await until("it counts", () => writing.last() > 20);
  const { data } = envelope<{ readonly pauseMs: number }>(succeeded(await instance.run("snapshot", "save", "hammered", "--json")));
  const atTheEnd = writing.last();
  await until("it goes on", () => writing.last() > atTheEnd + 5);
  await writing.stop();
  expect(data.pauseMs).toBeLessThan(5_000);
  succeeded(await instance.run("snapshot", "restore", "--last", "--yes"));

  const rows = Number(await sqlValue(url(), `SELECT max(number) FROM ${COUNTER.table}`));
  const [records] = await withAdmin(brokers(), async (admin) => [...(await admin.listOffsets({ topics: [{ name: COUNTER.topic, partitions: [{ partitionIndex: 0, timestamp: -1n }] }] }))].flatMap(({ partitions }) => partitions.map(({ offset }) => Number(offset))));
  const objects = (await store.client.send(new ListObjectsV2Command({ Bucket: store.bucket, Prefix: COUNTER.folder }))).KeyCount ?? 0;
  const secret = Number((await readSecret(env, COUNTER.secret))?.number);
  expect(await sqlValue(url(), `SELECT count(*)::int FROM ${COUNTER.table}`)).toBe(rows);
  // What was written later to another store had its row before; and no store is more than one ahead of the next.
  expect([rows, Number(records), objects, secret]).toEqual([rows, Number(records), objects, secret].toSorted((a, b) => b - a));
  expect(rows - secret).toBeLessThanOrEqual(1);
  expect(rows).toBeGreaterThan(20);
  expect(rows).toBeLessThanOrEqual(atTheEnd + 1);
});

test("names that are taken, unknown or impossible are said, and nothing is touched", async () => {
  expect((await instance.run("snapshot", "save", "before")).stderr).toContain("error[SNAPSHOT_EXISTS] There is already a snapshot before");
  expect((await instance.run("snapshot", "restore", "befor", "--yes")).stderr).toContain('error[SNAPSHOT_UNKNOWN] There is no snapshot "befor"; did you mean "before"?');
  expect((await instance.run("snapshot", "rm", "nothing")).stderr).toContain("error[SNAPSHOT_UNKNOWN]");
  expect((await instance.run("snapshot", "save", "../evil")).stderr).toContain("error[USAGE]");
  expect(await disturbed()).toEqual([]);
});

test("a full disk: half a snapshot is removed, the others stay, and services go on", async () => {
  const before = await snapshots();
  await (await docker()).createVolume({ Name: `neotool-${instance.id}-snapshot-full`, Labels: { "dev.neotool.instance": instance.id, "dev.neotool.snapshot": "full" }, DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=20m" } });
  const { exitCode, stderr } = await instance.run("snapshot", "save", "full");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("error[DISK_FULL]");
  expect(await snapshots()).toEqual(before);
  expect(await disturbed()).toEqual([]);
});

test("a disk that is full for a restore: nothing is replaced, and services go on with what they had", async () => {
  const before = await snapshots();
  await sqlValue(url(), "CREATE TABLE IF NOT EXISTS before_full (a int)");
  succeeded(await instance.run("down"));
  const [client, name] = [await docker(), `neotool-${instance.id}-minio-data`];
  const { Labels } = await client.getVolume(name).inspect();
  await client.getVolume(name).remove();
  await client.createVolume({ Name: name, Labels, DriverOpts: { type: "tmpfs", device: "tmpfs", o: "size=40m" } });
  succeeded(await instance.run("up"));
  await using proxy = await faultProxy((await testEngine()).socket);
  expect(await neotool(["snapshot", "restore", "before", "--yes"], { cwd: instance.path, env: proxy.env })).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("error[DISK_FULL]") });
  // What works on volumes may end at any time: an engine that is asked for a file of it then may empty them.
  expect(proxy.calls().filter((call) => /create$|archive$/.test(call))).toEqual(["POST /containers/create", "POST /containers/create"]); // the copy, and taking it away
  expect(await snapshots()).toEqual(before);
  expect(await disturbed()).toEqual([]);
  expect(await sqlValue(url(), "SELECT to_regclass('before_full')::text")).toBe("before_full");
  succeeded(await instance.run("down"));
  await client.getVolume(name).remove();
  succeeded(await instance.run("up"));
  succeeded(await instance.run("snapshot", "restore", "before", "--yes"));
  expect(await sqlValue(url(), "SELECT to_regclass('before_full')::text")).toBeNull();
});

test("Ctrl+C while a snapshot is taken or restored: exit 130, nothing of it is left, and services go on with what they had", async () => {
  const before = await snapshots();
  for (const [args, said] of [[["save", "stopped"], "Copying"], [["restore", "before", "--yes"], "Stopping"]] as const) {
    const run = spawnNeotool(["snapshot", ...args], { cwd: instance.path });
    let narrated = "";
    run.stderr?.on("data", (chunk: Buffer) => (narrated += chunk.toString()));
    await until(`it is ${said}`, () => narrated.includes(said));
    run.kill("SIGINT");
    const { exitCode, stderr } = await run;
    expect(exitCode, stderr).toBe(130);
    expect(stderr).toContain("error[INTERRUPTED]");
  }
  expect(await snapshots()).toEqual(before);
  succeeded(await instance.run("up"));
  expect(await disturbed()).toEqual([]);
  expect(await sqlValue(url(), "SELECT count(*)::int FROM kept")).toBeGreaterThanOrEqual(2);
});

test.each([["copied", /\/start$/], ["frozen", /\/pause$/]])("kill -9 while a snapshot is taken (%s): the next command says so, removes it, and services go on", async (_what, call) => {
  const before = await snapshots();
  await killAfterCall(call, ["snapshot", "save", "killed"], { cwd: instance.path });
  const up = succeeded(await instance.run("up"));
  expect(up.stderr).toContain("Taking the snapshot killed was cut off: what there was of it is removed");
  await until("nobody works on volumes", async () => (await disturbed()).length === 0);
  expect(await snapshots()).toEqual(before);
  succeeded(await instance.run("snapshot", "save", "killed"));
  succeeded(await instance.run("snapshot", "rm", "killed"));
});

test.each(["staging", "swapping", "starting"])("kill -9 while a snapshot is restored (%s): the next command undoes or finishes it, and nothing is lost", async (phase) => {
  await using sql = await openSql({ connectionString: url() });
  await sql.rows("CREATE TABLE IF NOT EXISTS after_all (a int)");
  await killInPhase(phase, ["snapshot", "restore", "before", "--yes"], { cwd: instance.path });
  const next = succeeded(phase === "swapping" ? await instance.run("snapshot", "save", "next") : await instance.run("up"));
  expect(next.stderr).toMatch(/Restoring the snapshot before was cut off (before anything was replaced|in the middle)/);
  const wasUndone = next.stderr.includes("before anything was replaced");
  expect(await sqlValue(url(), "SELECT to_regclass('after_all')::text")).toBe(wasUndone ? "after_all" : null);
  expect(await sqlValue(url(), "SELECT count(*)::int FROM kept")).toBeGreaterThanOrEqual(2);
  expect(await readSecret(env, "secret/app/mail")).toEqual({ password: "kept-in-vault-1234" });
  expect(await disturbed()).toEqual([]);
  expect(existsSync(join(instance.path, ".neotool", "snapshot-journal.json"))).toBe(false);
});

test("a service that is down is saved as it lies there", async () => {
  await (await docker()).getContainer(`neotool-${instance.id}-minio`).stop();
  const { data } = envelope<{ readonly parts: readonly { readonly service: string }[] }>(succeeded(await instance.run("snapshot", "save", "lying", "--json")));
  expect(data.parts.map(({ service }) => service)).toContain("minio");
  succeeded(await instance.run("up"));
});

test("a snapshot without its volume, and a volume without its manifest, are shown as what they are and can be removed", async () => {
  succeeded(await instance.run("snapshot", "save", "lost"));
  await (await docker()).getVolume(`neotool-${instance.id}-snapshot-lost`).remove();
  await (await docker()).createVolume({ Name: `neotool-${instance.id}-snapshot-half`, Labels: { "dev.neotool.instance": instance.id, "dev.neotool.snapshot": "half" } });
  expect(await snapshots()).toEqual(expect.arrayContaining([expect.objectContaining({ name: "lost", state: "lost" }), expect.objectContaining({ name: "half", state: "cut off" })]));
  expect((await instance.run("snapshot", "restore", "lost", "--yes")).stderr).toContain("error[SNAPSHOT_UNKNOWN] The data of the snapshot lost are gone");
  expect((await instance.run("snapshot", "restore", "half", "--yes")).stderr).toContain("error[SNAPSHOT_UNKNOWN] The snapshot half is not whole");
  succeeded(await instance.run("snapshot", "rm", "lost", "half"));
  expect(await snapshotVolumes()).not.toContain(`volume neotool-${instance.id}-snapshot-half`);
});

test("down asks for the snapshots too, and takes them along", async () => {
  const count = (await snapshots()).length;
  expect(count).toBeGreaterThan(2);
  expect((await instance.run("down", "--volumes")).stderr).toContain(`with all its data and ${count} snapshots`);
  succeeded(await instance.run("down"));
  expect(await snapshotVolumes()).toHaveLength(count);
  succeeded(await instance.run("down", "--volumes", "--yes"));
  expect(await belongings(instance.path)).toEqual([]);
  expect(await snapshots()).toEqual([]);
});
