import { expect, inject, test } from "vitest";
import { authenticationRequest } from "../support/authentication-request.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { environment, execute, SERVICES, variable } from "../support/services.ts";
import { openSql, sqlValue } from "../support/sql.ts";

const { env } = inject("stack");
const POOLED = variable(env, "DATABASE_URL");
const DIRECT = variable(env, "DATABASE_DIRECT_URL");
const OWNER = variable(env, "POSTGRES_USER");

/** Rows of the superuser's, columns joined by "|". */
const asSuperuser = async (query: string): Promise<readonly string[]> => (await execute(["psql-admin", "-At", "-c", query])).split("\n");

test("the server wants SCRAM-SHA-256 from whoever comes over the network, and keeps no password in another form", async () => {
  expect(await authenticationRequest(Number(env.POSTGRES_DIRECT_PORT), OWNER, variable(env, "POSTGRES_DB"))).toBe("SCRAM-SHA-256");
  expect(await asSuperuser("SELECT DISTINCT auth_method FROM pg_hba_file_rules WHERE type LIKE 'host%' AND address NOT IN ('127.0.0.1', '::1')")).toEqual(["scram-sha-256"]);
  expect(await asSuperuser("SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword IS DISTINCT FROM NULL AND rolpassword NOT LIKE 'SCRAM-SHA-256$%'")).toEqual([""]);
  expect(await asSuperuser("SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword LIKE 'SCRAM-SHA-256$%' ORDER BY 1")).toEqual(
    [...SERVICES, OWNER, "neotool_monitor", "neotool_pooler", "postgres", "reporting"].sort(),
  );
});

test.each([["directly", DIRECT], ["by the pooler", POOLED]])("a wrong password is refused %s", async (_way, url) => {
  const wrong = new URL(url);
  wrong.password = "not-the-password";
  await expect(sqlValue(wrong.href, "SELECT 1")).rejects.toThrow(/password authentication failed/);
});

test("the application's role owns every database and is no superuser", async () => {
  await using sql = await openSql({ connectionString: POOLED });
  expect(await sql.rows("SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user")).toEqual([
    { rolsuper: false, rolcreaterole: false, rolcreatedb: false, rolreplication: false, rolbypassrls: false },
  ]);
  expect(await sql.rows("SELECT datname, pg_get_userbyid(datdba) AS owner FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' ORDER BY 1")).toEqual([
    { datname: "neotool_db", owner: OWNER },
    { datname: "reporting_db", owner: OWNER },
  ]);
});

test.each(SERVICES)("the service %s logs in both ways, works in its own schema and cannot read another's tables", async (service) => {
  const other = SERVICES[(SERVICES.indexOf(service) + 1) % SERVICES.length];
  const [own, others] = [await environment("--role", service), await environment("--role", other ?? "")];
  await using otherSql = await openSql({ connectionString: variable(others, "DATABASE_DIRECT_URL") });
  await otherSql.rows("CREATE TABLE private_matter AS SELECT 1 AS secret");
  try {
    for (const url of [variable(own, "DATABASE_URL"), variable(own, "DATABASE_DIRECT_URL")]) {
      await using sql = await openSql({ connectionString: url });
      expect(await sql.rows("SELECT current_user AS user, current_schema() AS schema, current_setting('search_path') AS path")).toEqual([
        { user: service, schema: service, path: `${service}, public` },
      ]);
      await sql.rows("CREATE TABLE matter (id int)");
      expect(await sql.value("SELECT schemaname FROM pg_tables WHERE tablename = 'matter'")).toBe(service);
      await sql.rows("DROP TABLE matter");
      await expect(sql.rows(`SELECT * FROM ${other}.private_matter`)).rejects.toThrow(`permission denied for schema ${other}`);
    }
  } finally {
    await otherSql.rows("DROP TABLE private_matter");
  }
});

test("what the owner's migrations make in a service's schema is that service's to use", async () => {
  await using owner = await openSql({ connectionString: DIRECT });
  await using service = await openSql({ connectionString: variable(await environment("--role", "app"), "DATABASE_URL") });
  await owner.rows("CREATE TABLE app.made_by_owner (id bigserial PRIMARY KEY, note text)");
  try {
    await service.rows("INSERT INTO made_by_owner (note) VALUES ($1)", ["hello"]);
    expect(await service.rows("SELECT id, note FROM made_by_owner")).toEqual([{ id: "1", note: "hello" }]);
  } finally {
    await owner.rows("DROP TABLE app.made_by_owner");
  }
});

test("a database from the config has its schema, its role and its extension", async () => {
  const { DATABASE_URL = "", DATABASE_DIRECT_URL = "" } = await environment("--role", "reporting");
  for (const url of [DATABASE_URL, DATABASE_DIRECT_URL]) {
    const reporting = new URL(url);
    reporting.pathname = "/reporting_db";
    await using sql = await openSql({ connectionString: reporting.href });
    expect(await sql.value("SELECT current_schema()")).toBe("reporting");
    expect(await sql.value("SELECT count(*)::int FROM pg_extension WHERE extname = 'btree_gin'")).toBe(1);
  }
});

test("the extensions that the services use are there", async () => {
  await using sql = await openSql({ connectionString: POOLED });
  const rows = await sql.rows("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1");
  expect(rows.map(({ extname }) => extname)).toEqual(["citext", "pg_stat_statements", "pg_trgm", "pgcrypto", "uuid-ossp"]);
  expect(await sql.value("SELECT length(gen_random_uuid()::text || uuid_generate_v4()::text)")).toBe(72);
});

test("it is production's version, with the settings that only development may have", async () => {
  await using sql = await openSql({ connectionString: DIRECT });
  expect(await sql.value("SHOW server_version")).toMatch(/^18\./);
  const settings = Object.fromEntries((await sql.rows("SELECT name, setting FROM pg_settings")).map(({ name, setting }) => [name, setting]));
  expect(settings).toMatchObject({ fsync: "off", synchronous_commit: "on", full_page_writes: "off", wal_level: "minimal", max_connections: "200", data_checksums: "off" });
});

test("parallel queries have 256 MB of shared memory", async () => {
  expect(await execute(["postgres", "df", "--block-size=1M", "--output=size", "/dev/shm"])).toMatch(/\b256$/);
});

leavesNothingBehind(() => asSuperuser("SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"));
