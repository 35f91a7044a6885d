import pg, { type Pool } from "pg";
import type { Clock } from "../../../platform/clock.ts";
import { allEnded } from "../../isolation/dispose-all.ts";
import type { Judge } from "../../isolation/judge.ts";
import { leasePrefix } from "../../isolation/lease.ts";
import { overAmong, type Leftover, type Sweeper } from "../../isolation/swept.ts";
import type { PostgresStore } from "../../stores.ts";
import { MAINTENANCE } from "../database-facts.ts";
import { POOLER_LOGINS } from "../database-sql.ts";
import { isSqlState, openAdmin, withSuperuser } from "./admin.ts";
import { dropClone } from "./clone.ts";
import { dropTestTemplate } from "./ensure-test-template.ts";
import { tryLock } from "./template-lock.ts";
import { isUnused, TEST_TEMPLATE } from "./template-name.ts";

const { escapeIdentifier: quoted } = pg;

const STILL_OWNS = "2BP01";

interface FoundTemplate {
  readonly name: string;
  readonly isTemplate: boolean;
  readonly comment: string | null;
}

/** Templates go when they are `unused`, or `all` of them. */
export type TemplateSweep = "unused" | "all";

const leftover = (kind: Leftover["kind"]) => (name: string): Leftover => ({ store: "postgres", kind, name });

const namesOf = async (admin: Pool, sql: string, parameter: string): Promise<readonly string[]> => (await admin.query<{ readonly name: string }>(sql, [parameter])).rows.map(({ name }) => name);

/** One that is being made at this moment is locked, and stays. */
const removeTemplate = (store: PostgresStore, template: string): Promise<void> =>
  withSuperuser(store, MAINTENANCE, async (client) => {
    if (!(await tryLock(client, template))) return;
    await dropTestTemplate(client, template);
    await client.query(`DROP ROLE IF EXISTS ${quoted(template)}`).catch((error: unknown) => {
      if (!isSqlState(error, STILL_OWNS)) throw error; // copies of it live, and what is in them is its
    });
  });

/** Databases, roles, the pooler's logins, and templates that nobody uses. @param opened Whoever opened it closes it. @default one of its own */
export const postgresSweeper = (store: PostgresStore, isOver: Judge, templates: TemplateSweep, clock: Pick<Clock, "date">, opened?: Pool): Sweeper => {
  const pool = opened ?? openAdmin(store, 1); // it takes its time, and nobody's connection
  return {
    store: "postgres",
    find: async () => {
      // One after the other: a connection for each takes longer than all of them.
      const databases = await namesOf(pool, "SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1", leasePrefix("_"));
      const roles = await namesOf(pool, "SELECT rolname AS name FROM pg_roles WHERE starts_with(rolname, $1) ORDER BY 1", leasePrefix("_"));
      const found = await pool.query<FoundTemplate>(`SELECT datname AS name, datistemplate AS "isTemplate", shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE starts_with(datname, $1) ORDER BY 1`, [TEST_TEMPLATE]);
      const templateRoles = await namesOf(pool, "SELECT rolname AS name FROM pg_roles WHERE starts_with(rolname, $1) AND NOT EXISTS (SELECT FROM pg_database WHERE datname = rolname) AND NOT EXISTS (SELECT FROM pg_auth_members WHERE roleid = pg_roles.oid) ORDER BY 1", TEST_TEMPLATE);
      const over = await overAmong(databases, isOver);
      const going = found.rows.filter(({ comment, isTemplate }) => templates === "all" || !isTemplate || isUnused(comment, clock.date())).map(({ name }) => name);
      return [
        ...over.map(leftover("database")),
        ...(await overAmong(roles.filter((role) => !databases.includes(role)), isOver)).map(leftover("role")),
        ...[...going, ...templateRoles].map(leftover("template")),
      ];
    },
    remove: async (found) => {
      const named = (...kinds: readonly Leftover["kind"][]) => found.filter(({ kind }) => kinds.includes(kind)).map(({ name }) => name);
      await allEnded(named("database", "role").map((name) => dropClone(pool, name)));
      // A login is written down together with its role.
      await pool.query(`DELETE FROM ${POOLER_LOGINS} l WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = l.name)`);
      for (const name of named("template")) await removeTemplate(store, name);
    },
    [Symbol.asyncDispose]: async () => {
      if (!opened) await pool.end();
    },
  };
};
