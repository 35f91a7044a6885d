import type { Client } from "pg";
import type { Column } from "./diff-sql.ts";
import { notAnExtensions, USER_SCHEMA } from "./schema-objects.ts";
import { SEED_LEDGER_SCHEMA } from "./seed-ledger.ts";

/** A table as it is in one database. */
export interface TableReading {
  readonly schema: string;
  readonly table: string;
  readonly isPartitioned: boolean;
  /** On disk, of its rows alone. */
  readonly bytes: number;
  /** In the order of their names; without those that are made of others. */
  readonly columns: readonly Column[];
  /** Of its primary key, in the order of their names. */
  readonly key: readonly string[] | undefined;
}

export interface SequenceReading {
  readonly schema: string;
  readonly sequence: string;
  /** `null`: nothing was taken yet. */
  readonly last: string | null;
}

/** What a database is made of. */
export interface CatalogReading {
  /** By name. */
  readonly schemas: ReadonlyMap<string, true>;
  /** By schema and name, as sequences: see `idOf`. */
  readonly tables: ReadonlyMap<string, TableReading>;
  readonly sequences: ReadonlyMap<string, SequenceReading>;
}

const OURS = `nspname <> '${SEED_LEDGER_SCHEMA}'`;
const OF_SOMEBODY = `${USER_SCHEMA} AND ${OURS}`;

/** Partitions are no tables of their own here: their rows are those of the table that they are parts of. */
const KEY = "(i.indkey::int2[])[0:i.indnkeyatts - 1]";
const TABLES = `
  SELECT nspname AS schema, relname AS table, relkind = 'p' AS "isPartitioned",
         (SELECT coalesce(sum(pg_relation_size(t.relid)), 0)::float8 FROM pg_partition_tree(c.oid) t) + CASE relkind WHEN 'r' THEN pg_relation_size(c.oid) ELSE 0 END::float8 AS bytes,
         (SELECT coalesce(json_agg(json_build_object('name', attname, 'type', format_type(atttypid, atttypmod),
                   'form', CASE WHEN atttypid = 'bytea'::regtype THEN 'bytes' WHEN typlen > 0 THEN 'plain' ELSE 'text' END) ORDER BY attname COLLATE "C"), '[]')
            FROM pg_attribute a JOIN pg_type y ON y.oid = atttypid
           WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND (attgenerated = '' OR attnum = ANY (${KEY}))) AS columns,
         (SELECT json_agg(attname ORDER BY attname COLLATE "C") FROM pg_attribute WHERE attrelid = c.oid AND attnum = ANY (${KEY})) AS key
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
   WHERE relkind IN ('r', 'p') AND NOT relispartition AND ${OF_SOMEBODY} AND ${notAnExtensions("pg_class", "c.oid")}`;

const SEQUENCES = `
  SELECT nspname AS schema, relname AS sequence, pg_sequence_last_value(c.oid)::text AS last
    FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
   WHERE relkind = 'S' AND ${OF_SOMEBODY} AND ${notAnExtensions("pg_class", "c.oid")}`;

interface TableRow extends Omit<TableReading, "key"> {
  readonly key: readonly string[] | null;
}

/** Names may have dots, but no such character. */
const idOf = (schema: string, name: string): string => `${schema}\u0000${name}`;

/** What there is in a database: of nobody's but its users, and without rows. */
export const readCatalog = async (client: Client): Promise<CatalogReading> => {
  const { rows: schemas } = await client.query<{ readonly nspname: string }>(`SELECT nspname FROM pg_namespace WHERE ${OF_SOMEBODY}`);
  const { rows: tables } = await client.query<TableRow>(TABLES);
  const { rows: sequences } = await client.query<SequenceReading>(SEQUENCES);
  return {
    schemas: new Map(schemas.map(({ nspname }) => [nspname, true])),
    tables: new Map(tables.map((table) => [idOf(table.schema, table.table), { ...table, key: table.key ?? undefined }])),
    sequences: new Map(sequences.map((sequence) => [idOf(sequence.schema, sequence.sequence), sequence])),
  };
};
