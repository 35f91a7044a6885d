import { randomUUID } from "node:crypto";
import { expect, inject, test } from "vitest";
import { neotool } from "../support/cli.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { makeDataset } from "../support/seed.ts";
import { execute, variable } from "../support/services.ts";
import { openSql, sqlValue } from "../support/sql.ts";

const { env, workingCopy } = inject("stack");
const DATABASE = variable(env, "DATABASE_DIRECT_URL");

const ask = (query: string) => sqlValue(DATABASE, query);
const unique = (): string => `seed_${randomUUID().slice(0, 8)}`;

/** A name for a dataset and its tables, which are gone at the end. */
const ownTables = (): AsyncDisposable & { readonly name: string } => {
  const name = unique();
  const dispose = async () => {
    await using sql = await openSql({ connectionString: DATABASE });
    for (const { tables } of await sql.rows(`SELECT format('%I.%I', schemaname, tablename) AS tables FROM pg_tables WHERE tablename LIKE '${name}%'`)) await sql.rows(`DROP TABLE ${String(tables)} CASCADE`);
    await sql.rows(`DELETE FROM neotool_dev.seed_ledger WHERE dataset = '${name}'`);
  };
  return { name, [Symbol.asyncDispose]: dispose };
};

test("SQL and CSV are applied in order, and once: a second run and a run after a touch change nothing", async () => {
  await using own = ownTables();
  await using dataset = await makeDataset(own.name, {
    "postgres/010-tables.sql": `CREATE TABLE app.${own.name} (id int PRIMARY KEY, name text, made timestamptz DEFAULT now());\nINSERT INTO app.${own.name} VALUES (1, 'it''s; one');\nCOPY app.${own.name} (id, name) FROM stdin;\n2\ttwo\n\\.\n`,
    [`postgres/020-app.${own.name}.csv`]: '\ufeffname,id\n"three, or 3",3\n"fo\nur",4\n,5\n',
    "README.md": "not data",
  });
  expect(await dataset.applied()).toEqual({ "postgres/010-tables.sql": "applied 2", [`postgres/020-app.${own.name}.csv`]: "applied 3" });
  expect(await ask(`SELECT string_agg(id || coalesce(name, '-'), ' ' ORDER BY id) FROM app.${own.name}`)).toBe("1it's; one 2two 3three, or 3 4fo\nur 5-");
  await dataset.write("README.md", "still not");
  expect(await dataset.applied()).toEqual({ "postgres/010-tables.sql": "unchanged", [`postgres/020-app.${own.name}.csv`]: "unchanged" });
  expect(await ask(`SELECT count(*) FROM app.${own.name}`)).toBe("5");
  // The owner made them, in the service's schema, and the service may use them.
  expect(await ask(`SELECT tableowner FROM pg_tables WHERE tablename = '${own.name}'`)).toBe(variable(env, "POSTGRES_USER"));
  expect(await ask(`SELECT has_table_privilege('app', 'app.${own.name}', 'INSERT')`)).toBe(true);
});

test("a changed CSV is laid over the rows that are there, and nothing else is applied again", async () => {
  await using own = ownTables();
  const csv = `postgres/app.${own.name}.csv`;
  await using dataset = await makeDataset(own.name, { "postgres/0-tables.sql": `CREATE TABLE app.${own.name} (id int PRIMARY KEY, name text)`, [csv]: "id,name\n1,a\n2,b\n" });
  await dataset.applied();
  await dataset.write(csv, "id,name\n1,changed\n3,c\n");
  expect(await dataset.applied()).toEqual({ "postgres/0-tables.sql": "unchanged", [csv]: "applied 2" });
  expect(await ask(`SELECT string_agg(id || name, ' ' ORDER BY id) FROM app.${own.name}`)).toBe("1changed 2b 3c");
  await ask(`ALTER TABLE app.${own.name} DROP CONSTRAINT ${own.name}_pkey`);
  await dataset.write(csv, "id,name\n1,again\n");
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_FAILED", message: expect.stringContaining(`"app"."${own.name}" has no primary key`) });
});

test("a changed CSV is laid over by the columns of the key alone, where its index includes others", async () => {
  await using own = ownTables();
  const csv = `postgres/app.${own.name}.csv`;
  await using dataset = await makeDataset(own.name, { "postgres/0-tables.sql": `CREATE TABLE app.${own.name} (id int, name text, PRIMARY KEY (id) INCLUDE (name))`, [csv]: "id,name\n1,a\n" });
  await dataset.applied();
  await dataset.write(csv, "id,name\n1,changed\n");
  expect(await dataset.applied()).toEqual({ "postgres/0-tables.sql": "unchanged", [csv]: "applied 1" });
});

test("broken SQL in the middle of a file is named with line and statement; its file is rolled back, the earlier ones stay", async () => {
  await using own = ownTables();
  await using dataset = await makeDataset(own.name, {
    "postgres/1.sql": `CREATE TABLE app.${own.name} (id int PRIMARY KEY);`,
    "postgres/2.sql": `INSERT INTO app.${own.name} VALUES (1);\nINSERT INTO app.${own.name} VALUES (2);\n\nINSERT INTO app.${own.name}\nVALUES\n  (3, nowhere);\nINSERT INTO app.${own.name} VALUES (4);\n`,
    "postgres/3.sql": `INSERT INTO app.${own.name} VALUES (5);`,
  });
  const { error } = await dataset.seed();
  expect(error).toMatchObject({ code: "SEED_FAILED", message: expect.stringMatching(/seeds\/seed_\w+\/postgres\/2\.sql:6 column "nowhere" does not exist$/) });
  expect(error?.evidence.slice(0, 3)).toEqual([`INSERT INTO app.${own.name}`, "VALUES", "  (3, nowhere);"]);
  expect(await ask(`SELECT count(*) FROM app.${own.name}`)).toBe("0");
  await dataset.write("postgres/2.sql", `INSERT INTO app.${own.name} VALUES (1);`);
  expect(await dataset.applied()).toEqual({ "postgres/1.sql": "unchanged", "postgres/2.sql": "applied 1", "postgres/3.sql": "applied 1" });
});

test("an error that has no position is that of its own statement, however many are sent at once", async () => {
  await using own = ownTables();
  const inserts = Array.from({ length: 500 }, (_, index) => `INSERT INTO app.${own.name} VALUES (${index === 321 ? 7 : index});`);
  await using dataset = await makeDataset(own.name, { "postgres/1.sql": `CREATE TABLE app.${own.name} (id int PRIMARY KEY);\n${inserts.join("\n")}\n` });
  expect((await dataset.seed()).error).toMatchObject({ message: expect.stringMatching(/1\.sql:323 duplicate key value/), evidence: [`INSERT INTO app.${own.name} VALUES (7);`, "detail: Key (id)=(7) already exists."] });
});

test("a row with a column too many is named, in a CSV and in the rows of a COPY", async () => {
  await using own = ownTables();
  const csv = `postgres/2-app.${own.name}.csv`;
  await using dataset = await makeDataset(own.name, { "postgres/1.sql": `CREATE TABLE app.${own.name} (id int PRIMARY KEY, name text);`, [csv]: 'id,name\n1,"a\nb"\n2,b,c\n' });
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_FAILED", message: expect.stringContaining(`${own.name}.csv:4 extra data after last expected column`) });
  await dataset.remove(csv);
  await dataset.write("postgres/2.sql", `SELECT 1;\n\nCOPY app.${own.name} FROM stdin;\n1\ta\n2\n3\tc\n\\.\n`);
  expect((await dataset.seed()).error).toMatchObject({ message: expect.stringContaining('2.sql:5 missing data for column "name"') });
  await dataset.write("postgres/2.sql", `COPY app.${own.name} FROM stdin;\n1\ta\n\\.\nSELECT 1;\nCOMMIT;\n`);
  expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", message: expect.stringContaining("2.sql:5 a file is one transaction already") });
  expect(await ask(`SELECT count(*) FROM app.${own.name}`)).toBe("0");
});

test("a file for another database is applied there, with a ledger of its own", async () => {
  await using own = ownTables();
  await using dataset = await makeDataset(own.name, { "postgres/reporting_db/1.sql": `CREATE TABLE reporting.${own.name} AS SELECT current_database() AS it;` });
  const there = DATABASE.replace(/\/[^/]+$/, "/reporting_db");
  try {
    expect(await dataset.applied()).toEqual({ "postgres/reporting_db/1.sql": "applied 0" });
    expect(await sqlValue(there, `SELECT it FROM reporting.${own.name}`)).toBe("reporting_db");
    expect(await dataset.applied()).toEqual({ "postgres/reporting_db/1.sql": "unchanged" });
    await dataset.write("postgres/nowhere_db/1.sql", "SELECT 1");
    expect((await dataset.seed()).error).toMatchObject({ code: "SEED_INVALID", hint: expect.stringContaining("reporting_db") });
  } finally {
    await using sql = await openSql({ connectionString: there });
    await sql.rows(`DROP TABLE reporting.${own.name}`);
    await sql.rows("DELETE FROM neotool_dev.seed_ledger");
  }
});

test("what a script sets is forgotten after its file", async () => {
  await using own = ownTables();
  await using dataset = await makeDataset(own.name, {
    "postgres/1.sql": `SET search_path TO app, public; SET ROLE app; CREATE TABLE ${own.name}_a (id int);`,
    "postgres/2.sql": `CREATE TABLE ${own.name}_b (id int);`,
  });
  await dataset.applied();
  expect(await ask(`SELECT string_agg(schemaname, ' ' ORDER BY tablename) FROM pg_tables WHERE tablename LIKE '${own.name}%'`)).toBe("app public");
});

test("a dump of pg_dump is a dataset: what was dropped is back, functions and difficult rows with it", async () => {
  const name = unique();
  await using sql = await openSql({ connectionString: DATABASE });
  await using _schema = {
    [Symbol.asyncDispose]: async () => {
      await sql.rows(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
      await sql.rows(`DELETE FROM neotool_dev.seed_ledger WHERE dataset = '${name}'`);
    },
  };
  await sql.rows(`CREATE SCHEMA ${name}`);
  await sql.rows(`CREATE TABLE ${name}.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, it text, at timestamptz DEFAULT '2026-01-01')`);
  await sql.rows(`INSERT INTO ${name}.t (it) VALUES ('a;b''c'), (E'line\nline\ttab\\.'), ('\.'), (NULL), ('é $$ -- /*')`);
  await sql.rows(`CREATE FUNCTION ${name}.f(n int) RETURNS int LANGUAGE plpgsql AS $f$ BEGIN /* ; */ RETURN n + 1; END; $f$`);
  await sql.rows(`CREATE FUNCTION ${name}.g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT ${name}.f(1); END`);
  const look = () => sql.rows(`SELECT t::text, ${name}.g() FROM ${name}.t ORDER BY id`);
  const before = await look();
  await using dataset = await makeDataset(name, { "postgres/dump.sql": await execute(["pg_dump", `--schema=${name}`, "--no-owner", "--no-privileges"]) });
  await sql.rows(`DROP SCHEMA ${name} CASCADE`);
  expect(await dataset.applied()).toEqual({ "postgres/dump.sql": "applied 5" });
  expect(await look()).toEqual(before);
});

test("a misspelt dataset and a file without a place are said before anything is applied", async () => {
  await using own = ownTables();
  await using dataset = await makeDataset(own.name, { "postgres/1.sql": "SELECT 1", "postgres/notes.txt": "", "postgre/2.sql": "" });
  const misspelt = await neotool(["seed", `${own.name}x`], { cwd: workingCopy });
  expect(misspelt).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`did you mean "${own.name}"?`) });
  const { error } = await dataset.seed();
  expect(error?.evidence).toEqual([expect.stringContaining('postgre/2.sql has no place in a dataset: it holds postgres/, kafka/, minio/, vault/ and seed.ts; did you mean "postgres"?'), expect.stringContaining("postgres/notes.txt is neither .sql nor .csv")]);
  expect(await ask(`SELECT count(*) FROM neotool_dev.seed_ledger WHERE dataset = '${own.name}'`)).toBe("0");
});

leavesNothingBehind(async () => ({
  tables: await execute(["psql-admin", "-At", "-c", "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'neotool_dev') ORDER BY 1, 2"]),
}));
