import { expect, inject, test } from "vitest";
import { authenticationRequest } from "../support/authentication-request.ts";
import { leavesNothingBehind } from "../support/leak-check.ts";
import { environment, execute, variable } from "../support/services.ts";
import { openSql, TEST_CLIENT, type Sql } from "../support/sql.ts";

const { env } = inject("stack");
const POOLED = variable(env, "DATABASE_URL");
const DIRECT = variable(env, "DATABASE_DIRECT_URL");

/** What the admin console answers, line by line. */
const consoleRows = async (command: string): Promise<readonly (readonly string[])[]> =>
  (await execute(["pgbouncer-console", "-At", "-c", command])).split("\n").map((line) => line.split("|"));

const pooled = (): Promise<Sql> => openSql({ connectionString: POOLED });

const closeAll = async (clients: readonly Sql[]): Promise<void> => {
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()));
};

const SEEN = "SELECT pg_backend_pid() AS backend, current_setting('search_path') AS path";

test("it wants the password plainly, as production's does", async () => {
  expect(await authenticationRequest(Number(env.POSTGRES_PORT), variable(env, "POSTGRES_USER"), variable(env, "POSTGRES_DB"))).toBe("plain");
});

test("its pools are production's", async () => {
  const config = Object.fromEntries((await consoleRows("SHOW CONFIG")).map(([key = "", value]) => [key, value]));
  expect(config).toMatchObject({
    auth_type: "plain",
    pool_mode: "transaction",
    max_client_conn: "1000",
    default_pool_size: "25",
    max_prepared_statements: "200",
    track_extra_parameters: "IntervalStyle, search_path",
  });
});

test("two clients on the same server connection keep their own search_path", async () => {
  await using app = await pooled();
  await using security = await pooled();
  await app.rows("SET search_path TO app, public");
  await security.rows("SET search_path TO security, public");
  const backends = new Set<unknown>();
  for (let round = 0; round < 10; round += 1) {
    const [[asApp], [asSecurity]] = [await app.rows(SEEN), await security.rows(SEEN)];
    expect([asApp?.path, asSecurity?.path]).toEqual(["app, public", "security, public"]);
    backends.add(asApp?.backend).add(asSecurity?.backend);
  }
  // One after the other they take the pool's latest connection, so it was one and the same.
  expect(backends.size).toBe(1);
});

test("any other SET meets the next client on the same server connection: the pooler follows search_path only", async () => {
  await using first = await pooled();
  await using second = await pooled();
  await first.rows("SET neotool_test.mark = 'first'");
  expect(await second.value("SELECT current_setting('neotool_test.mark', true)")).toBe("first");
  await second.rows("RESET neotool_test.mark");
});

test("a path that a client brings along when it connects is its own too", async () => {
  await using app = await openSql({ connectionString: POOLED, options: "-c search_path=app" });
  await using plain = await pooled();
  const [[asApp], [asPlain]] = [await app.rows(SEEN), await plain.rows(SEEN)];
  expect(asApp).toMatchObject({ path: "app" });
  expect(asPlain).toEqual({ backend: asApp?.backend, path: '"$user", public' });
});

test("200 clients at once share 25 server connections, and each keeps its own path", async () => {
  const clients = await Promise.all(Array.from({ length: 200 }, pooled));
  try {
    const seen = await Promise.all(
      clients.map(async (client, index) => {
        await client.rows(`SET search_path TO schema_${index}`);
        const [row] = await client.rows(`${SEEN}, pg_sleep(0.02)`);
        return { ...row, wanted: `schema_${index}` };
      }),
    );
    expect(seen.filter(({ wanted, ...row }) => !("path" in row) || row.path !== wanted)).toEqual([]);
    // On a busy machine they do not all come at once.
    const shared = new Set(seen.map((row) => ("backend" in row ? row.backend : undefined))).size;
    expect(shared).toBeGreaterThan(1);
    expect(shared).toBeLessThanOrEqual(25);
  } finally {
    await closeAll(clients);
  }
});

test("a named prepared statement goes on when the pooler changes the server connection under it", async () => {
  await using client = await pooled();
  await using other = await pooled();
  const statement = { name: "double", text: "SELECT $1::int * 2 AS twice, pg_backend_pid() AS backend" };
  const [before] = await client.rows({ ...statement, values: [21] });
  await other.rows("BEGIN");
  // The other one holds the very connection on which the statement was prepared.
  expect(await other.value("SELECT pg_backend_pid()")).toBe(before?.backend);
  const [after] = await client.rows({ ...statement, values: [4] });
  await other.rows("COMMIT");
  expect([before?.twice, after?.twice]).toEqual([42, 8]);
  expect(after?.backend).not.toBe(before?.backend);
});

test("services of one role share prepared statements, so one text over tables of another shape needs roles of their own", async () => {
  const [app, security] = await Promise.all([environment("--role", "app"), environment("--role", "security")]);
  await using owner = await openSql({ connectionString: DIRECT });
  await owner.rows("CREATE TABLE app.shape AS SELECT 1 AS it; CREATE TABLE security.shape AS SELECT 'text' AS it");
  const statement = { name: "shape", text: "SELECT it FROM shape" };
  const ask = async (url: string, schema: string): Promise<unknown> => {
    await using sql = await openSql({ connectionString: url });
    await sql.rows(`SET search_path TO ${schema}`);
    return await sql.value(statement); // before it is closed
  };
  try {
    expect([await ask(variable(app, "DATABASE_URL"), "app"), await ask(variable(security, "DATABASE_URL"), "security")]).toEqual([1, "text"]);
    expect(await ask(POOLED, "app")).toBe(1);
    await expect(ask(POOLED, "security")).rejects.toThrow("cached plan must not change result type");
  } finally {
    await owner.rows("DROP TABLE app.shape; DROP TABLE security.shape");
  }
});

leavesNothingBehind(async () => ({
  clients: (await consoleRows("SHOW CLIENTS")).filter((columns) => columns.includes(TEST_CLIENT)),
  tables: await execute(["psql-admin", "-At", "-c", "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"]),
}));
