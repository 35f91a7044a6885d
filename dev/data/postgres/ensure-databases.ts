import pg, { type Client } from "pg";
import { DevError } from "../../errors/dev-error.ts";
import type { Database, TaskAction } from "../../model/task.ts";
import type { Address } from "../../probes/address.ts";

type Action = Extract<TaskAction<string>, { kind: "postgres-databases" }>;

const { escapeIdentifier: name, escapeLiteral: literal } = pg;

/** Roles are the cluster's, not a database's: a role without its password set to this instance's could not log in. */
const roleSql = ({ schemas }: Database<string>, owner: string): readonly string[] =>
  schemas.flatMap(({ name: role, password }) => [
    `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) THEN CREATE ROLE ${name(role)}; END IF; END $$`,
    `ALTER ROLE ${name(role)} LOGIN PASSWORD ${literal(password)}`,
    `ALTER ROLE ${name(role)} SET search_path = ${name(role)}, public`,
    // The owner sees into every schema and may hand out rights there.
    ...(role === owner ? [] : [`GRANT ${name(role)} TO ${name(owner)}`]),
  ]);

const schemaSql = ({ schemas, extensions }: Database<string>, owner: string): readonly string[] => [
  ...extensions.map((extension) => `CREATE EXTENSION IF NOT EXISTS ${name(extension)}`),
  `ALTER SCHEMA public OWNER TO ${name(owner)}`,
  ...schemas.flatMap(({ name: schema }) => [
    `CREATE SCHEMA IF NOT EXISTS ${name(schema)} AUTHORIZATION ${name(schema)}`,
    `GRANT USAGE ON SCHEMA public TO ${name(schema)}`,
    // Migrations may run as the owner: what they make in a service's schema is that service's to use.
    ...(schema === owner ? [] : ["TABLES", "SEQUENCES", "ROUTINES", "TYPES"]).map(
      (kind) => `ALTER DEFAULT PRIVILEGES FOR ROLE ${name(owner)} IN SCHEMA ${name(schema)} GRANT ALL ON ${kind} TO ${name(schema)}`,
    ),
  ]),
];

/**
 * Makes the databases, schemas, roles and extensions of the definition that are missing, and sets every role's password
 * to this instance's. Takes nothing away.
 *
 * @throws {DevError} `TASK_FAILED` with the statement's object, never its password.
 */
export const ensureDatabases = async (action: Action, address: Address): Promise<void> => {
  const [main] = action.databases;
  if (!main) return;
  const roles = action.databases.flatMap((database) => roleSql(database, action.owner));
  await withClient(action, address, main.name, async (client) => {
    await runAll(client, roles);
    for (const database of action.databases) await ensureDatabase(client, database.name, action.owner);
  });
  for (const database of action.databases) {
    await withClient(action, address, database.name, (client) => runAll(client, schemaSql(database, action.owner)));
  }
};

const withClient = async (action: Action, { host, port }: Address, database: string, use: (client: Client) => Promise<void>): Promise<void> => {
  const client = new pg.Client({ host, port, database, user: action.superuser, password: action.superuserPassword, application_name: "neotool" });
  client.on("error", () => {}); // a server that goes away fails the query, which says so
  try {
    await client.connect();
    // What fails must not stand in the server's log: some of these statements hold passwords.
    await client.query("SET log_statement = 'none'; SET log_min_error_statement = panic; SET client_min_messages = warning");
    await use(client);
  } catch (cause) {
    throw new DevError("TASK_FAILED", `Postgres could not be set up (database ${database}): ${cause instanceof Error ? cause.message : String(cause)}`, {
      hint: "Look at postgres.schemas, postgres.extensions and postgres.databases in neotool.config.ts, and at `neotool dev logs postgres`.",
      cause,
    });
  } finally {
    await client.end().catch(() => {});
  }
};

/** One statement after the other, in one transaction: a half-made schema is none. */
const runAll = async (client: Client, statements: readonly string[]): Promise<void> => {
  await client.query("BEGIN");
  for (const statement of statements) await client.query(statement);
  await client.query("COMMIT");
};

/** `CREATE DATABASE` has no "if not exists" and no transaction. */
const ensureDatabase = async (client: Client, database: string, owner: string): Promise<void> => {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${name(database)} OWNER ${name(owner)}`);
  else await client.query(`ALTER DATABASE ${name(database)} OWNER TO ${name(owner)}`);
};
