import pg, { type Client } from "pg";
import { DevError } from "../../errors/dev-error.ts";
import type { Address } from "../../probes/address.ts";
import { QUIET, roleSql, schemaSql, type DatabasesAction } from "./database-sql.ts";

const { escapeIdentifier: name } = pg;

/**
 * Makes the databases, schemas, roles and extensions of the definition that are missing, and sets every role's password
 * to this instance's. Takes nothing away.
 *
 * @throws {DevError} `TASK_FAILED` with the statement's object, never its password.
 */
export const ensureDatabases = async (action: DatabasesAction, address: Address): Promise<void> => {
  const [main] = action.databases;
  if (!main) return;
  await withClient(action, address, main.name, async (client) => {
    await runAll(client, roleSql(action));
    for (const database of action.databases) await ensureDatabase(client, database.name, action.owner);
  });
  for (const database of action.databases) {
    await withClient(action, address, database.name, (client) => runAll(client, schemaSql(database, action.owner)));
  }
};

const withClient = async (action: DatabasesAction, { host, port }: Address, database: string, use: (client: Client) => Promise<void>): Promise<void> => {
  const client = new pg.Client({ host, port, database, user: action.superuser, password: action.superuserPassword, application_name: "neotool" });
  client.on("error", () => {}); // a server that goes away fails the query, which says so
  try {
    await client.connect();
    await client.query(QUIET);
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
