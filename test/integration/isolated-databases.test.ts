import { randomUUID } from "node:crypto";
import { expect, inject, onTestFinished, test } from "vitest";
import { sweepIsolated } from "../../dev/data/isolation/sweep.ts";
import type { IsolatedDatabase } from "../../dev/data/postgres/isolate/isolated-database.ts";
import { systemClock } from "../../dev/platform/clock.ts";
import { isolationAt, isolationWorker, storesAt } from "../support/isolation.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { execute } from "../support/services.ts";
import { openSql, sqlValue } from "../support/sql.ts";
import { makeWorkingCopy } from "../support/working-copy.ts";

const { workingCopy } = inject("stack");

/** What the superuser sees, a line each. */
const asSuperuser = async (sql: string): Promise<readonly string[]> => (await execute(["psql-admin", "-At", "--dbname=postgres", "-c", sql])).split("\n").filter((line) => line !== "");

/** A folder of migrations. */
const migrations = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const copy = await makeWorkingCopy("migrations", files);
  onTestFinished(() => copy[Symbol.asyncDispose]());
  return copy.path;
};

/** Another one for each test: a template that is there already would hide what makes it. */
const unique = (): string => `-- ${randomUUID()}\n`;

const poolerUrl = ({ pooled }: IsolatedDatabase): string => {
  if (!pooled) throw new Error("the pooler does not run");
  return pooled.url;
};

const ORDERS = "SET search_path TO app, public;\nCREATE TABLE orders (id serial PRIMARY KEY, email citext);\nINSERT INTO orders (email) VALUES ('Ada@Example.com');\n";

test("it has what the definition gives a database and what the migrations make, directly and by the pooler, and its role may do what an owner may", async () => {
  const migrate = await migrations({ "V10__late.sql": "ALTER TABLE app.items ADD COLUMN late int;", "V9__items.sql": "CREATE TABLE app.items (id int);", "V1__orders.sql": unique() + ORDERS });
  await using isolation = await isolationAt(workingCopy);
  await using database = await isolation.database({ migrate, searchPath: ["app", "public"] });
  for (const url of [database.direct.url, poolerUrl(database)]) {
    await using sql = await openSql({ connectionString: url });
    expect(await sql.rows("SELECT email, current_user::text AS me FROM orders WHERE email = 'ada@example.com'")).toEqual([{ email: "Ada@Example.com", me: database.name }]);
    await sql.rows("ALTER TABLE app.items ADD COLUMN IF NOT EXISTS more int; CREATE SCHEMA IF NOT EXISTS own; CREATE EXTENSION IF NOT EXISTS hstore; GRANT SELECT ON app.items TO app");
  }
});

test("no other test reaches it, neither directly nor by the pooler, and nothing of it is seen elsewhere", async () => {
  await using isolation = await isolationAt(workingCopy);
  await using one = await isolation.database();
  await using other = await isolation.database();
  await using sql = await openSql({ connectionString: one.direct.url });
  await sql.rows("CREATE TABLE public.mine (x int)");
  for (const login of [one.direct, one.pooled ?? one.direct]) {
    const { database: _own, ...rest } = login;
    await expect(openSql({ host: rest.host, port: rest.port, user: rest.user, password: rest.password, database: other.name }).then((client) => client.rows("SELECT 1"))).rejects.toThrow(/permission denied for database|User does not have CONNECT privilege/);
  }
  expect(await sqlValue(other.direct.url, "SELECT to_regclass('public.mine')")).toBe(null);
  await expect(openSql({ host: one.direct.host, port: one.direct.port, user: one.name, password: other.direct.password, database: one.name })).rejects.toThrow("password authentication failed");
  await expect(sqlValue(poolerUrl(one).replace(one.direct.password, "wrong"), "SELECT 1")).rejects.toThrow("password authentication failed");
});

test("a restore brings back data, sequences and tables as they were after the migrations, and clients of the pooler go on", async () => {
  const migrate = await migrations({ "V1__orders.sql": unique() + ORDERS });
  await using isolation = await isolationAt(workingCopy);
  await using database = await isolation.database({ migrate });
  await using pooled = await openSql({ connectionString: poolerUrl(database) });
  const spoil = "INSERT INTO app.orders (email) VALUES ('x@y.z'); CREATE TABLE app.more (x int)";
  const seen = "SELECT (SELECT count(*)::int FROM app.orders) AS orders, to_regclass('app.more') IS NOT NULL AS more, (SELECT last_value::int FROM app.orders_id_seq) AS last";
  await pooled.rows(spoil);
  await database.restore();
  expect(await pooled.rows(seen)).toEqual([{ orders: 1, more: false, last: 1 }]);
  await pooled.rows(spoil);
  await database.save();
  await pooled.rows("DELETE FROM app.orders; DROP TABLE app.more");
  await database.restore();
  expect(await pooled.rows(seen)).toEqual([{ orders: 2, more: true, last: 2 }]);
});

test("a transaction and connections that a test leaves open keep neither a restore nor its end from coming", async () => {
  await using isolation = await isolationAt(workingCopy);
  const database = await isolation.database();
  const clients = await Promise.all([database.direct.url, poolerUrl(database)].map((connectionString) => openSql({ connectionString })));
  for (const client of clients) await client.rows("BEGIN");
  await clients[0]?.rows("CREATE TABLE public.open (x int)");
  await database.restore();
  await clients[1]?.rows("SELECT 1").catch(() => {});
  await using last = await openSql({ connectionString: database.direct.url });
  await last.rows("BEGIN; CREATE TABLE public.open (x int)");
  await database[Symbol.asyncDispose]();
  expect(await asSuperuser(`SELECT datname FROM pg_database WHERE datname LIKE '${database.name}%' UNION ALL SELECT rolname FROM pg_roles WHERE rolname = '${database.name}' UNION ALL SELECT name FROM neotool_pooler.logins WHERE name = '${database.name}'`)).toEqual([]);
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]().then(() => {}, () => {})));
});

test("a migration that fails says where and with what, leaves no template, and is tried again when it is mended", async () => {
  const folder = await makeWorkingCopy("broken", { "db/V1__ok.sql": `${unique()}CREATE TABLE app.built AS SELECT 1 AS x;`, "db/V2__broken.sql": "SELECT 1;\n\nCREATE TABLE app.second (\n  id integr\n);\n" });
  onTestFinished(() => folder[Symbol.asyncDispose]());
  await using isolation = await isolationAt(workingCopy, { cwd: folder.path });
  const before = await asSuperuser("SELECT datname FROM pg_database WHERE datname LIKE 'neotool~%' UNION ALL SELECT rolname FROM pg_roles WHERE rolname LIKE 'neotool~%' ORDER BY 1");
  const failed: unknown = await isolation.database({ migrate: "db" }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: "MIGRATION_FAILED", message: expect.stringMatching(/^db\/V2__broken\.sql:4 .*integr/), evidence: expect.arrayContaining(["  id integr"]) });
  expect(await asSuperuser("SELECT datname FROM pg_database WHERE datname LIKE 'neotool~%' UNION ALL SELECT rolname FROM pg_roles WHERE rolname LIKE 'neotool~%' ORDER BY 1")).toEqual(before);
  await folder.write("db/V2__broken.sql", "CREATE TABLE app.second (id int);");
  await using database = await isolation.database({ migrate: "db" });
  expect(await sqlValue(database.direct.url, "SELECT to_regclass('app.second')::text")).toBe("app.second");
});

test("a function migrates once for all who say the same word, whatever it leaves open", async () => {
  await using isolation = await isolationAt(workingCopy);
  let runs = 0;
  const key = randomUUID();
  const migrate = async (url: string) => {
    runs += 1;
    const left = await openSql({ connectionString: url });
    onTestFinished(async () => void (await left[Symbol.asyncDispose]().then(() => {}, () => {})));
    await left.rows("CREATE TABLE app.made AS SELECT 42 AS answer");
  };
  const databases = await Promise.all(Array.from({ length: 5 }, () => isolation.database({ migrate, key })));
  expect(await Promise.all(databases.map(({ direct }) => sqlValue(direct.url, "SELECT answer FROM app.made")))).toEqual([42, 42, 42, 42, 42]);
  expect(runs).toBe(1);
});

test("a template that a reset took is made again by who used it before", async () => {
  const migrate = await migrations({ "1.sql": `${unique()}CREATE TABLE public.built AS SELECT 1 AS x;` });
  await using isolation = await isolationAt(workingCopy);
  await isolation.database({ migrate });
  const all = await sweepIsolated(await storesAt(workingCopy), { isOver: async () => false, templates: "all", only: ["postgres"] }, systemClock, new AbortController().signal);
  expect({ kinds: [...new Set(all.found.map(({ kind }) => kind))], errors: all.errors }).toEqual({ kinds: ["template"], errors: [] });
  await using database = await isolation.database({ migrate });
  expect(await sqlValue(database.direct.url, "SELECT x FROM public.built")).toBe(1);
});

test("processes that want the same template at once make it once; the others wait and say for whom", async () => {
  const folder = await migrations({ "1.sql": `${unique()}SELECT pg_sleep(2.5);\nCREATE TABLE public.built AS SELECT pg_backend_pid() AS by;` });
  const workers = Array.from({ length: 3 }, () => isolationWorker(workingCopy, "template", folder));
  const said: string[] = [];
  const rows = await Promise.all(
    workers.map(async (worker) => {
      await using _worker = worker;
      for (;;) {
        const line = JSON.parse((await worker.line()) ?? "{}");
        if (line.said === undefined) return JSON.stringify(line.rows);
        said.push(line.said);
      }
    }),
  );
  expect(new Set(rows).size).toBe(1);
  expect(rows[0]).toMatch(/^\[\{"by":\d+\}\]$/);
  expect(said).toEqual(Array.from({ length: 2 }, () => expect.stringMatching(/^waiting for another process \(neotool tests \d+\) that is making the same template/)));
});

test("a service that does not run, and a database that the definition has not, are named", async () => {
  await using isolation = await isolationAt(workingCopy);
  await expect(isolation.database({ like: "reporting" })).rejects.toMatchObject({ code: "USAGE", message: expect.stringContaining("reporting") });
  await using reporting = await isolation.database({ like: "reporting_db" });
  expect(await sqlValue(reporting.direct.url, "SELECT count(*)::int FROM pg_namespace WHERE nspname IN ('reporting', 'app')")).toBe(1);
});

leavesNothingBehind(async () => ({
  databases: await asSuperuser("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"),
  roles: await asSuperuser("SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'neotool~tests-%' ORDER BY 1"),
  logins: await asSuperuser("SELECT name FROM neotool_pooler.logins"),
}));
