import pg, { type Client } from "pg";
import { POOLER_SCHEMA } from "./database-sql.ts";

/** Somebody's: neither the server's own nor temporary, nor the pooler's. */
export const USER_SCHEMA = `nspname NOT IN ('information_schema', '${POOLER_SCHEMA}') AND nspname !~ '^pg_'`;

/** An extension brings it, and another table may be made of it: `citext` in `public`. */
export const notAnExtensions = (catalog: string, oid: string): string =>
  `NOT EXISTS (SELECT FROM pg_depend WHERE classid = '${catalog}'::regclass AND objid = ${oid} AND deptype IN ('e', 'x'))`;

/** Everything with a name of its own in a schema: what an extension brings stays, and so do the schema, its owner and its rights. */
const OBJECTS = `
  SELECT 'pg_class'::regclass AS catalog, c.oid, relnamespace AS place FROM pg_class c WHERE relnamespace = ANY ($1) AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f') AND ${notAnExtensions("pg_class", "c.oid")}
  UNION ALL
  SELECT 'pg_proc'::regclass, p.oid, pronamespace FROM pg_proc p WHERE pronamespace = ANY ($1) AND ${notAnExtensions("pg_proc", "p.oid")}
  UNION ALL
  SELECT 'pg_type'::regclass, t.oid, typnamespace FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
   WHERE typnamespace = ANY ($1) AND (typrelid = 0 OR c.relkind = 'c') AND t.typelem = 0 AND t.typtype <> 'm' AND ${notAnExtensions("pg_type", "t.oid")}
  UNION ALL
  SELECT 'pg_collation'::regclass, o.oid, collnamespace FROM pg_collation o WHERE collnamespace = ANY ($1) AND ${notAnExtensions("pg_collation", "o.oid")}
  UNION ALL
  SELECT 'pg_operator'::regclass, o.oid, oprnamespace FROM pg_operator o WHERE oprnamespace = ANY ($1) AND ${notAnExtensions("pg_operator", "o.oid")}
  UNION ALL
  SELECT 'pg_ts_config'::regclass, o.oid, cfgnamespace FROM pg_ts_config o WHERE cfgnamespace = ANY ($1) AND ${notAnExtensions("pg_ts_config", "o.oid")}
  UNION ALL
  SELECT 'pg_ts_dict'::regclass, o.oid, dictnamespace FROM pg_ts_dict o WHERE dictnamespace = ANY ($1) AND ${notAnExtensions("pg_ts_dict", "o.oid")}`;

interface SchemaObject {
  readonly schema: string;
  readonly type: string;
  readonly identity: string;
}

/** A part of another object, which can only go with that: the sequence of an identity column, the constructors of a range type. */
const IS_PART = "EXISTS (SELECT FROM pg_depend WHERE classid = o.catalog AND objid = o.oid AND objsubid = 0 AND deptype = 'i')";

/** What is in some schemas, as `DROP` names it. */
export const objectsIn = async (client: Client, schemas: readonly string[]): Promise<readonly SchemaObject[]> => {
  const { rows } = await client.query<SchemaObject>(
    `SELECT nspname AS schema, type, identity FROM (${OBJECTS}) o JOIN pg_namespace n ON n.oid = place, pg_identify_object(o.catalog, o.oid, 0) WHERE NOT ${IS_PART}`,
    [await schemaOids(client, schemas)],
  );
  return rows;
};

const schemaOids = async (client: Client, schemas: readonly string[]): Promise<readonly number[]> => {
  const { rows } = await client.query<{ readonly oid: number }>("SELECT oid::int FROM pg_namespace WHERE nspname = ANY ($1)", [schemas]);
  return rows.map(({ oid }) => oid);
};

export const schemasOf = async (client: Client): Promise<readonly string[]> => {
  const { rows } = await client.query<{ readonly nspname: string }>(`SELECT nspname FROM pg_namespace WHERE ${USER_SCHEMA} ORDER BY nspname`);
  return rows.map(({ nspname }) => nspname);
};

/** Rows as the server's statistics count them, and bytes on disk with indexes. @param schema @default all of the database */
export const sizeOf = async (client: Client, schema?: string): Promise<{ readonly rows: number; readonly bytes: number }> => {
  const { rows } = await client.query<{ readonly rows: number; readonly bytes: number }>(
    `SELECT coalesce(sum(pg_stat_get_live_tuples(c.oid)), 0)::float8 AS rows, coalesce(sum(pg_total_relation_size(c.oid)), 0)::float8 AS bytes
       FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind IN ('r', 'm', 'p') AND ${USER_SCHEMA} AND ($1::text IS NULL OR nspname = $1) AND ${notAnExtensions("pg_class", "c.oid")}`,
    [schema ?? null],
  );
  return rows[0] ?? { rows: 0, bytes: 0 };
};

/** Ends sessions that hold a lock in a schema: a transaction that was left open would be waited for for ever. */
const endHolders = (client: Client, schema: string) =>
  client.query(
    `SELECT pg_terminate_backend(pid, 2000) FROM (
       SELECT DISTINCT l.pid FROM pg_locks l JOIN pg_class c ON c.oid = l.relation JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND nspname = $1 AND l.pid <> pg_backend_pid()) holders`,
    [schema],
  );

const LOCK_TIMEOUT_MS = 500;
const LOCK_NOT_AVAILABLE = "55P03";

/**
 * Drops everything in a schema, in one transaction. What elsewhere hangs on it (a view, a foreign key) goes with it.
 * Other sessions get half a second to end their transactions there.
 */
export const emptySchema = async (client: Client, schema: string): Promise<void> => {
  for (const isLastTry of [false, true]) {
    await client.query("BEGIN");
    try {
      await client.query(`SET LOCAL lock_timeout = ${isLastTry ? 10 * LOCK_TIMEOUT_MS : LOCK_TIMEOUT_MS}`);
      if (isLastTry) await endHolders(client, schema);
      // One may go with another: by then it is no longer there.
      for (const { type, identity } of await objectsIn(client, [schema])) await client.query(`DROP ${type} IF EXISTS ${identity} CASCADE`);
      await client.query("COMMIT");
      return;
    } catch (error) {
      await client.query("ROLLBACK");
      const isLocked = error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE;
      if (isLastTry || !isLocked) throw error;
    }
  }
};
