import { withSuperuser } from "./isolate/admin.ts";
import type { PostgresStore } from "../stores.ts";

/** Statements of one shape, as the server counts them: without their values. */
export interface CountedStatement {
  readonly database: string;
  readonly query: string;
  readonly calls: number;
  readonly rows: number;
  readonly milliseconds: number;
}

/** What sets a password keeps it in its text. */
const QUERY = `
  SELECT datname AS database, query, calls::int, rows::int, round(total_exec_time::numeric, 1)::float AS milliseconds
  FROM pg_stat_statements JOIN pg_database ON oid = dbid
  WHERE datname = ANY ($1) AND query !~* 'password' ORDER BY datname, total_exec_time DESC LIMIT 500`;

/**
 * What was run in some databases since they were made, dearest first. Of one that was removed nothing is known.
 *
 * @throws the server's error; where the definition leaves `pg_stat_statements` out, that it is not there.
 */
export const statementsIn = async (store: PostgresStore, databases: readonly string[]): Promise<readonly CountedStatement[]> => {
  const [home] = store.action.databases;
  if (!home || databases.length === 0) return [];
  return withSuperuser(store, home.name, async (client) => (await client.query<CountedStatement>(QUERY, [databases])).rows);
};
