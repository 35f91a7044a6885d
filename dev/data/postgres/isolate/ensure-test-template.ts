import { randomBytes } from "node:crypto";
import pg, { type Client, type Pool } from "pg";
import type { Database } from "../../../model/task.ts";
import type { Clock } from "../../../platform/clock.ts";
import type { PostgresStore } from "../../stores.ts";
import { connectPostgres } from "../connect.ts";
import { extrasSql } from "../copy-database-sql.ts";
import { extrasOf } from "../database-extras.ts";
import { MAINTENANCE } from "../database-facts.ts";
import { runAll } from "../ensure-databases.ts";
import { postgresFailed, withSuperuser } from "./admin.ts";
import type { Migrations } from "./migrations.ts";
import { lockTemplate } from "./template-lock.ts";
import { contentSql, isUseNews, testTemplateName, usedComment } from "./template-name.ts";

const { escapeIdentifier: quoted, escapeLiteral: literal } = pg;

/** What makes and finds templates. */
export interface TemplateTools {
  readonly store: PostgresStore;
  readonly admin: Pool;
  readonly clock: Clock;
  say(text: string): void;
}

/** A database that copies are made of. Nobody can connect to it. */
export interface TestTemplate {
  readonly name: string;
  /** What a copy is given besides, for a database's settings are not in it. */
  settingsOf(copy: string): readonly string[];
}

interface Found {
  readonly oid: number;
  readonly comment: string | null;
}

const find = async (query: Pick<Client, "query">, template: string): Promise<Found | undefined> => {
  const { rows } = await query.query<Found>("SELECT oid::int AS oid, shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1 AND datistemplate", [template]);
  return rows[0];
};

/** Removes a template, or what a killed process has left of one. Its role stays while copies hold what it owns. */
export const dropTestTemplate = async (client: Pick<Client, "query">, template: string): Promise<void> => {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [template]);
  if (rowCount === 0) return;
  await client.query(`ALTER DATABASE ${quoted(template)} IS_TEMPLATE false`);
  await client.query(`DROP DATABASE IF EXISTS ${quoted(template)} WITH (FORCE)`);
};

const ensureRole = async (client: Client, role: string, password: string): Promise<void> => {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]);
  await client.query(`${rowCount === 0 ? "CREATE" : "ALTER"} ROLE ${quoted(role)} LOGIN PASSWORD ${literal(password)}`);
};

/** It is called a template last: what a killed process has left is none, and is made anew. */
const make = async (client: Client, { store, clock }: TemplateTools, template: string, database: Database<string>, migrations: Migrations): Promise<void> => {
  const password = randomBytes(18).toString("base64url");
  await dropTestTemplate(client, template);
  await ensureRole(client, template, password);
  await client.query(`CREATE DATABASE ${quoted(template)} TEMPLATE template0 OWNER ${quoted(template)} STRATEGY file_copy`);
  await client.query(`REVOKE ALL ON DATABASE ${quoted(template)} FROM PUBLIC`);
  await withSuperuser(store, template, (inside) => runAll(inside, contentSql(database, template)));
  const login = { host: store.address.host, port: store.address.port, database: template, user: template, password };
  await migrations.run({ ...login, url: `postgresql://${encodeURIComponent(template)}:${password}@${login.host}:${login.port}/${encodeURIComponent(template)}` }, async (use) => {
    await using owner = await connectPostgres({ ...login, application_name: "neotool migrations" });
    return await use(owner);
  });
  await client.query(`ALTER ROLE ${quoted(template)} NOLOGIN PASSWORD NULL`);
  await client.query(`ALTER DATABASE ${quoted(template)} ALLOW_CONNECTIONS false`);
  await client.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", [template]); // what migrations have left open
  await client.query(`COMMENT ON DATABASE ${quoted(template)} IS ${literal(usedComment(clock.date()))}`);
  await client.query(`ALTER DATABASE ${quoted(template)} IS_TEMPLATE true`);
};

const makeAlone = (tools: TemplateTools, template: string, database: Database<string>, migrations: Migrations): Promise<void> =>
  withSuperuser(tools.store, MAINTENANCE, async (client) => {
    await lockTemplate(client, tools.admin, template, tools.say, tools.clock);
    if (await find(client, template)) return; // whoever was waited for has made it
    for (const notice of migrations.notices) tools.say(notice);
    try {
      await make(client, tools, template, database, migrations);
    } catch (error) {
      await dropTestTemplate(client, template).catch(() => {}); // half of one is none, also where it stays
      await client.query(`DROP ROLE IF EXISTS ${quoted(template)}`).catch(() => {});
      throw error;
    }
  });

/**
 * The template for a database of the definition with these migrations: one for the server, made by whoever asks first while the
 * others wait.
 *
 * @throws {DevError} `MIGRATION_FAILED`, and then there is no template; `TASK_FAILED`.
 */
export const ensureTestTemplate = async (tools: TemplateTools, database: Database<string>, migrations: Migrations): Promise<TestTemplate> => {
  const { admin, clock } = tools;
  const template = testTemplateName(database, migrations.key);
  try {
    if (!(await find(admin, template))) await makeAlone(tools, template, database, migrations);
    const found = await find(admin, template);
    if (!found) throw new Error("it went while it was made: something else removes databases");
    // Others may write down the same at the same time, and then one of us is refused.
    if (isUseNews(found.comment, clock.date())) await admin.query(`COMMENT ON DATABASE ${quoted(template)} IS ${literal(usedComment(clock.date()))}`).catch(() => {});
    const client = await admin.connect();
    const { settings } = await extrasOf(client, found.oid).finally(() => client.release());
    const settingsOf = (copy: string) => settings.map((setting) => (setting.role === template ? { ...setting, role: copy } : setting));
    return { name: template, settingsOf: (copy) => extrasSql(copy, { comment: null, owner: copy }, { grants: undefined, settings: settingsOf(copy) }) };
  } catch (cause) {
    throw postgresFailed("make a template for tests", cause);
  }
};
