import { withSuperuser } from "./isolate/admin.ts";
import type { PostgresStore } from "../stores.ts";

/** Statements of one shape, as the server counts them: without their values. */
export interface CountedStatement {
  readonly roleId: number;
  readonly query: string;
  readonly calls: number;
  readonly rows: number;
  readonly milliseconds: number;
}

/** What sets a password keeps it in its text. By role, not by database: counts outlive both, and a restore puts another database in the place of the first. */
const QUERY = `
  SELECT userid::int AS "roleId", query, sum(calls)::int AS calls, sum(rows)::int AS rows, round(sum(total_exec_time)::numeric, 1)::float AS milliseconds
  FROM pg_stat_statements
  WHERE userid = ANY ($1) AND query !~* 'password' GROUP BY userid, query ORDER BY userid, sum(total_exec_time) DESC LIMIT 500`;

/**
 * What some roles have run, dearest first: also those that are gone, as long as the server keeps it.
 *
 * @throws the server's error; where the definition leaves `pg_stat_statements` out, that it is not there.
 */
export const statementsBy = async (store: PostgresStore, roleIds: readonly number[]): Promise<readonly CountedStatement[]> => {
  const [home] = store.action.databases;
  if (!home || roleIds.length === 0) return [];
  return withSuperuser(store, home.name, async (client) => (await client.query<CountedStatement>(QUERY, [roleIds])).rows);
};
