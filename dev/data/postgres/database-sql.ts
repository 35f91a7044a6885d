import pg from "pg";
import type { Database, TaskAction } from "../../model/task.ts";

export type DatabasesAction = Extract<TaskAction<string>, { kind: "postgres-databases" }>;

const { escapeIdentifier: name, escapeLiteral: literal } = pg;

/** First on each connection: what fails must not stand in the server's log, because some of these statements hold passwords. */
export const QUIET = "SET log_statement = 'none'; SET log_min_error_statement = panic; SET client_min_messages = warning";

const loginSql = (role: string, password: string): readonly string[] => [
  `DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) THEN CREATE ROLE ${name(role)}; END IF; END $$`,
  `ALTER ROLE ${name(role)} LOGIN PASSWORD ${literal(password)}`,
];

/** Roles are the cluster's, not a database's: a role without its password set to this instance's could not log in. */
export const roleSql = ({ databases, owner, monitor }: DatabasesAction): readonly string[] => [
  ...loginSql(monitor.name, monitor.password),
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
    ...databases.flatMap((database) => [`\\connect ${name(database.name)}`, `${QUIET};`, ...transaction(schemaSql(database, owner))]),
    "",
  ].join("\n");
};
