import { createHash } from "node:crypto";
import pg, { type Client } from "pg";
import type { Database } from "../../model/task.ts";
import type { PostgresStore } from "../stores.ts";
import { OURS } from "./database-facts.ts";
import { schemaSql } from "./database-sql.ts";
import { runAll } from "./ensure-databases.ts";

const { escapeIdentifier: name } = pg;

const TEMPLATE = `${OURS}template-`;

/** Another one for another definition, and for what another version of this program would put into it. Holds no password. */
export const templateName = (database: Database<string>, owner: string): string =>
  `${TEMPLATE}${createHash("sha256").update(JSON.stringify([database.name, schemaSql(database, owner)])).digest("hex").slice(0, 16)}`;

type Connect = <T>(database: string, use: (client: Client) => Promise<T>) => Promise<T>;

const isThere = async (client: Client, template: string): Promise<boolean> =>
  (await client.query("SELECT FROM pg_database WHERE datname = $1 AND datistemplate", [template])).rowCount === 1;

/**
 * The database of the definition as it is before anybody has used it, kept in the server so that it need not be made again.
 * It is called a template last: what a killed run has left is no template, and is made anew.
 *
 * @returns its name
 */
export const ensureTemplate = async (client: Client, connect: Connect, { action: { owner } }: PostgresStore, database: Database<string>): Promise<string> => {
  const template = templateName(database, owner);
  if (await isThere(client, template)) return template;
  await client.query(`DROP DATABASE IF EXISTS ${name(template)} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${name(template)} TEMPLATE template0 OWNER ${name(owner)} STRATEGY file_copy`);
  await connect(template, (inside) => runAll(inside, schemaSql(database, owner)));
  await client.query(`ALTER DATABASE ${name(template)} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  return template;
};

/** Those of definitions that are no more. */
export const dropOtherTemplates = async (client: Client, kept: readonly string[]): Promise<void> => {
  const { rows } = await client.query<{ readonly datname: string }>("SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND datname <> ALL ($2)", [TEMPLATE, kept]);
  for (const { datname } of rows) {
    await client.query(`ALTER DATABASE ${name(datname)} IS_TEMPLATE false`);
    await client.query(`DROP DATABASE ${name(datname)} WITH (FORCE)`);
  }
};
