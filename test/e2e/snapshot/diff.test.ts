import { DeleteObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DataDiff } from "../../../dev/data/diff/diff.ts";
import { envelope, spawnNeotool, type CliResult } from "../../support/cli.ts";
import { dataStack, type DataStack } from "../../support/data-stack.ts";
import { sessionBelongings } from "../../support/engine.ts";
import { consume, makeTopics, produce } from "../../support/kafka.ts";
import { openSql } from "../../support/sql.ts";
import { until } from "../../support/until.ts";
import { writeSecret } from "../../support/vault.ts";

let stack: DataStack;
const run = (...args: readonly string[]) => stack.instance.run("snapshot", ...args);
const succeeded = (result: CliResult): CliResult => {
  expect(result.exitCode, result.stderr).toBe(0);
  return result;
};

type Found = DataDiff & { readonly before: string; readonly after: string; readonly same: boolean };
const difference = async (...args: readonly string[]): Promise<Found> => envelope<Found>(succeeded(await run("diff", ...args, "--json"))).data;

/** What a comparison works with: containers, volumes, networks and files of its own. */
const remains = async (): Promise<readonly string[]> => [...(await sessionBelongings(stack.instance.path)), ...(await readdir(join(stack.instance.path, ".neotool", "sessions")).catch(() => []))];

beforeAll(async () => {
  stack = await dataStack("differences");
  await stack.fill();
  await using sql = await openSql({ connectionString: stack.direct });
  await sql.rows(`
    CREATE TABLE app.kinds (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data bytea, twice int GENERATED ALWAYS AS (1 + 1) STORED, place point, doc json, mail public.citext);
    INSERT INTO app.kinds (data, place, doc, mail) SELECT decode(md5(n::text), 'hex'), point(n, n), '{"a": 1}', 'a' || n FROM generate_series(1, 2000) n;
    CREATE TABLE app.events (id int, at date, note text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
    CREATE TABLE app.events_1 PARTITION OF app.events FOR VALUES FROM ('2026-01-01') TO ('2026-07-01');
    CREATE TABLE app.events_2 PARTITION OF app.events FOR VALUES FROM ('2026-07-01') TO ('2027-01-01');
    INSERT INTO app.events SELECT n, date '2026-01-01' + n, 'x' FROM generate_series(0, 300) n;
    CREATE TABLE app.columns (id int PRIMARY KEY, old int, kept text);
    INSERT INTO app.columns VALUES (1, 1, 'x'), (2, 2, 'y');
    CREATE TABLE app.gone (id int PRIMARY KEY); INSERT INTO app.gone VALUES (1), (2);
    CREATE TABLE app.wide (id int PRIMARY KEY, text text, data bytea);
    INSERT INTO app.wide SELECT 1, repeat('wide ', 6000000), convert_to(repeat('wide ', 6000000), 'UTF8');
    CREATE SEQUENCE app.numbers; SELECT nextval('app.numbers');
    CREATE SCHEMA dotted; CREATE TABLE dotted."a.b" (id int); CREATE SCHEMA "dotted.a"; CREATE TABLE "dotted.a".b (id int);
    CREATE VIEW app.seen AS SELECT * FROM app.kinds`);
  succeeded(await stack.instance.run("seed", "demo"));
  succeeded(await run("save", "before"));
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
});

test("what was just saved is the same, in each store, and nothing is left of the comparison", async () => {
  const found = await difference("before");
  expect(found).toMatchObject({ before: "before", after: "live", same: true, notCompared: [], postgres: { tables: [], sequences: [] }, kafka: { topics: [], groups: [] }, minio: { buckets: [] }, vault: { secrets: [] } });
  expect(found.postgres?.same).toBeGreaterThan(8);
  expect(await remains()).toEqual([]);
  expect(succeeded(await run("diff", "before", "--only", "vault")).stdout).toMatch(/^before → live: the data are the same\nvault +the same \(2 secrets\)/);
});

test("each store says what is different in it: rows, offsets, objects, and secrets by name and version", async () => {
  await using sql = await openSql({ connectionString: stack.direct });
  await sql.rows(`
    DELETE FROM app.orders WHERE id <= 3; UPDATE app.orders SET email = 'other@example.com' WHERE id = 10; INSERT INTO app.orders VALUES (2000, 'new@example.com');
    UPDATE app.kinds SET mail = 'A1' WHERE id = 1; UPDATE app.kinds SET doc = '{"a":1}' WHERE id = 2; UPDATE app.kinds SET data = 'x' WHERE id = 3;
    DELETE FROM app.events WHERE id = 5; UPDATE app.events SET note = 'y' WHERE id IN (7, 299);
    ALTER TABLE app.columns DROP COLUMN old, ADD COLUMN new int, ALTER COLUMN kept TYPE varchar(9); UPDATE app.columns SET kept = 'z' WHERE id = 1;
    INSERT INTO public.notes VALUES ('x'), ('x'), ('y');
    UPDATE app.wide SET text = text || '.';
    INSERT INTO dotted."a.b" VALUES (1); INSERT INTO "dotted.a".b VALUES (1);
    DROP TABLE app.gone; CREATE TABLE app.fresh (id int); INSERT INTO app.fresh VALUES (1), (1); SELECT nextval('app.numbers'); CREATE SCHEMA extra`);
  await stack.asSuperuser("CREATE DATABASE other_db");
  await produce(stack.brokers, "orders.created", ["four", "five"]);
  await makeTopics(stack.brokers, "later");
  await consume(stack.brokers, "orders.created", "billing", 1);
  await stack.s3.send(new PutObjectCommand({ Bucket: "uploads", Key: "note.txt", Body: "third" }));
  await stack.s3.send(new PutObjectCommand({ Bucket: "uploads", Key: "new.txt", Body: "new" }));
  await stack.s3.send(new DeleteObjectCommand({ Bucket: "demo-assets", Key: "readme.txt" }));
  await writeSecret(stack.env, "secret/app/database", { password: "seen-by-nobody" });
  await writeSecret(stack.env, "secret/app/later", { token: "seen-by-nobody" });

  const result = succeeded(await run("diff", "before", "live", "--json"));
  const { same, postgres, kafka, minio, vault } = envelope<Found>(result).data;
  expect(same).toBe(false);
  const table = (name: string) => postgres?.tables.find((one) => `${one.schema}.${one.table}` === name);
  expect(postgres?.tables.map((one) => `${one.schema}.${one.table}`)).toEqual(["app.columns", "app.events", "app.fresh", "app.gone", "app.kinds", "app.orders", "app.wide", "dotted.a.b", "dotted.a.b", "public.notes"]);
  expect(table("app.orders")).toMatchObject({ database: "neotool_db", change: "changed", rows: { added: 1, removed: 3, changed: 1 } });
  expect(table("app.kinds")?.rows, "also where only the case of a citext, the blanks of a json differ").toEqual({ added: 0, removed: 0, changed: 3 });
  expect(table("app.events")?.rows, "its partitions are its rows").toEqual({ added: 0, removed: 1, changed: 2 });
  expect(table("app.columns")).toMatchObject({ rows: { added: 0, removed: 0, changed: 1 }, columns: { added: ["new"], removed: ["old"], changed: ["kept"] } });
  expect(table("public.notes")?.rows, "without a key").toEqual({ added: 3, removed: 0, changed: 0 });
  expect(table("app.wide")?.rows).toEqual({ added: 0, removed: 0, changed: 1 });
  expect([table("app.gone"), table("app.fresh")]).toMatchObject([{ change: "removed", rows: { removed: 2 } }, { change: "added", rows: { added: 2 } }]);
  expect(postgres?.sequences).toEqual([{ database: "neotool_db", schema: "app", sequence: "numbers", change: "changed", before: "1", after: "2" }]);
  expect([postgres?.databases, postgres?.schemas]).toEqual([[{ name: "other_db", change: "added" }], [{ name: "neotool_db.extra", change: "added" }]]);
  expect(kafka?.topics.map(({ topic, change }) => `${topic} ${change}`)).toEqual(["later added", "orders.created changed"]);
  expect(kafka?.topics[1]?.partitions.reduce((sum, { before, after }) => sum + Number(after?.next ?? 0) - Number(before?.next ?? 0), 0)).toBe(2);
  expect(kafka?.groups.map(({ group, change }) => `${group} ${change}`)).toEqual(["billing changed"]);
  expect(minio?.buckets).toMatchObject([{ bucket: "demo-assets", objects: { added: 0, removed: 1, changed: 0 } }, { bucket: "uploads", objects: { added: 1, removed: 0, changed: 1 }, keys: { added: ["new.txt"], changed: ["note.txt"] } }]);
  expect(vault?.secrets).toEqual([{ path: "secret/app/database", change: "changed", before: 1, after: 2 }, { path: "secret/app/later", change: "added", before: null, after: 1 }]);
  expect(result.stdout + result.stderr).not.toContain("seen-by-nobody");
  expect(await remains()).toEqual([]);
});

test("two snapshots are compared with each other, in either direction, and with few words", async () => {
  succeeded(await run("save", "after"));
  const { stdout } = succeeded(await run("diff", "after", "before", "--only", "postgres", "--only", "kafka"));
  expect(stdout).toMatch(/^after → before\npostgres\n/);
  expect(stdout).toMatch(/neotool_db\.app\.orders +\+3 -1 ~1 rows\n/);
  expect(stdout).toMatch(/neotool_db\.app\.columns +~1 row, columns new: old, gone: new, other type: kept/);
  expect(stdout).toMatch(/later +gone/);
  expect(stdout).not.toMatch(/^(minio|vault)/m);
  expect((await difference("--last")).same).toBe(true);
  expect(await remains()).toEqual([]);
});

test("what is not there, or nobody compares, is refused before anything is made", async () => {
  const refused = async (words: string | RegExp, ...args: readonly string[]) => {
    const { exitCode, stderr } = await run("diff", ...args);
    expect(stderr).toMatch(words);
    expect(exitCode).not.toBe(0);
  };
  await refused(/SNAPSHOT_UNKNOWN.*did you mean "before"/, "befor");
  await refused("There is no store that is compared \"grafana\"", "before", "--only", "grafana");
  await refused("Which snapshot is to be compared is not said");
  await refused("Two moments are compared, not more", "before", "after", "live");
  await refused("before is compared with itself", "before", "before");
  expect((await run("save", "live")).stderr).toContain('"live" cannot be the name of a snapshot');
  await refused(/SNAPSHOT_UNKNOWN/, "before", "nothing");
  expect(await remains()).toEqual([]);
});

test("an interrupted comparison leaves nothing, a killed one what the next removes", async () => {
  const interrupted = spawnNeotool(["snapshot", "diff", "before"], { cwd: stack.instance.path });
  await until("its servers are made", async () => (await remains()).some((what) => what.startsWith("container")));
  interrupted.kill("SIGINT");
  expect((await interrupted).exitCode).toBe(130);
  expect(await remains()).toEqual([]);

  const killed = spawnNeotool(["snapshot", "diff", "before"], { cwd: stack.instance.path });
  await until("its servers are made", async () => (await remains()).some((what) => what.includes("-postgres")));
  killed.kill("SIGKILL");
  await killed;
  expect((await remains()).length).toBeGreaterThan(0);
  // What the engine makes for a command that is dead by then is gone with the next.
  await until("what was left is gone", async () => (await difference("before", "--only", "vault")).same === false && (await remains()).length === 0);
});
