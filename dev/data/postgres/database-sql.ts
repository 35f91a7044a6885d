import pg from "pg";
import type { Database, TaskAction } from "../../model/task.ts";

export type DatabasesAction = Extract<TaskAction<string>, { kind: "postgres-databases" }>;

const { escapeIdentifier: name, escapeLiteral: literal } = pg;

/** Ours, in the database `postgres`; compose/pgbouncer/pgbouncer.ini asks its function. */
export const POOLER_SCHEMA = "neotool_pooler";
export const POOLER_LOGINS = `${POOLER_SCHEMA}.logins`;

/** First on each connection: what fails must not stand in the server's log, because some of these statements hold passwords. */
export const QUIET = "SET log_statement = 'none'; SET log_min_error_statement = panic; SET client_min_messages = warning";

const loginSql = (role: string, password: string): readonly string[] => [
  `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) THEN CREATE ROLE ${name(role)}; END IF; END $$`,
  `ALTER ROLE ${name(role)} LOGIN PASSWORD ${literal(password)}`,
];

/** Roles are the cluster's, not a database's: a role without its password set to this instance's could not log in. */
export const roleSql = ({ databases, owner, monitor, pooler }: DatabasesAction): readonly string[] => [
  ...loginSql(monitor.name, monitor.password),
  ...loginSql(pooler.name, pooler.password),
  `GRANT pg_monitor TO ${name(monitor.name)}`,
  ...databases.flatMap((database) => schemaRoleSql(database, owner)),
];

const schemaRoleSql = ({ schemas }: Database<string>, owner: string): readonly string[] =>
  schemas.flatMap(({ name: role, password }) => [
    ...loginSql(role, password),
    `ALTER ROLE ${name(role)} SET search_path = ${name(role)}, public`,
    // The owner sees into every schema and may hand out rights there.
    ...(role === owner ? [] : [`GRANT ${name(role)} TO ${name(owner)}`]),
  ]);

/**
 * In the database `postgres`: the logins that the pooler is not told of by its list, in clear text, because with plain auth it hands
 * them on to the server. Only the pooler's own role gets at them, and at one of them at a time.
 */
export const poolerSql = ({ pooler }: Pick<DatabasesAction, "pooler">): readonly string[] => [
  `CREATE SCHEMA IF NOT EXISTS ${POOLER_SCHEMA}`,
  `CREATE TABLE IF NOT EXISTS ${POOLER_LOGINS} (name text PRIMARY KEY, password text NOT NULL)`,
  `CREATE OR REPLACE FUNCTION ${POOLER_SCHEMA}.login(wanted text) RETURNS TABLE (name text, password text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
   AS 'SELECT l.name, l.password FROM ${POOLER_LOGINS} l WHERE l.name = wanted'`,
  `REVOKE ALL ON FUNCTION ${POOLER_SCHEMA}.login(text) FROM PUBLIC`,
  `GRANT USAGE ON SCHEMA ${POOLER_SCHEMA} TO ${name(pooler.name)}`,
  `GRANT EXECUTE ON FUNCTION ${POOLER_SCHEMA}.login(text) TO ${name(pooler.name)}`,
];

export const schemaSql = ({ schemas, extensions }: Database<string>, owner: string): readonly string[] => [
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

const transaction = (statements: readonly string[]): readonly string[] => ["BEGIN", ...statements, "COMMIT"].map((statement) => `${statement};`);

/**
 * What `ensureDatabases` does over a connection, as a script for psql: for where only the image's own client is there.
 * Begins in the first database.
 */
export const psqlScript = (action: DatabasesAction): string => {
  const { databases, owner } = action;
  return [
    "\\set ON_ERROR_STOP on",
    `${QUIET};`,
    ...transaction(roleSql(action)),
    // CREATE DATABASE has no "if not exists" and no transaction.
    ...databases.flatMap(({ name: database }) => [
      `SELECT format('CREATE DATABASE %I', ${literal(database)}) WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = ${literal(database)}) \\gexec`,
      `ALTER DATABASE ${name(database)} OWNER TO ${name(owner)};`,
    ]),
    "\\connect postgres",
    `${QUIET};`,
    ...transaction(poolerSql(action)),
    ...databases.flatMap((database) => [`\\connect ${name(database.name)}`, `${QUIET};`, ...transaction(schemaSql(database, owner))]),
    "",
  ].join("\n");
};
