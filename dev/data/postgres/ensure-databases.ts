import pg, { type Client } from "pg";
import type { Address } from "../../probes/address.ts";
import { withClient } from "./client.ts";
import { MAINTENANCE } from "./database-facts.ts";
import { poolerSql, roleSql, schemaSql, type DatabasesAction } from "./database-sql.ts";

const { escapeIdentifier: name } = pg;

const SETTING_UP = {
  what: "set up",
  hint: "Look at postgres.schemas, postgres.extensions and postgres.databases in neotool.config.ts, and at `neotool dev logs postgres`.",
} as const;

/**
 * Makes the databases, schemas, roles and extensions of the definition that are missing, and sets every role's password
 * to this instance's. Takes nothing away.
 *
 * @throws {DevError} `TASK_FAILED` with the statement's object, never its password.
 */
export const ensureDatabases = async (action: DatabasesAction, address: Address): Promise<void> => {
  const [main] = action.databases;
  if (!main) return;
  await withClient({ action, address }, main.name, SETTING_UP, async (client) => {
    await runAll(client, roleSql(action));
    for (const database of action.databases) await ensureDatabase(client, database.name, action.owner);
  });
  await Promise.all([
    withClient({ action, address }, MAINTENANCE, SETTING_UP, (client) => runAll(client, poolerSql(action))),
    ...action.databases.map((database) => withClient({ action, address }, database.name, SETTING_UP, (client) => runAll(client, schemaSql(database, action.owner)))),
  ]);
};

/** One statement after the other, in one transaction and one request: a half-made schema is none. */
export const runAll = async (client: Client, statements: readonly string[]): Promise<void> => {
  await client.query(["BEGIN", ...statements, "COMMIT"].join(";\n"));
};

/** `CREATE DATABASE` has no "if not exists" and no transaction. */
const ensureDatabase = async (client: Client, database: string, owner: string): Promise<void> => {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${name(database)} OWNER ${name(owner)}`);
  else await client.query(`ALTER DATABASE ${name(database)} OWNER TO ${name(owner)}`);
};
