import pg from "pg";
import type { TableReading } from "./read-tables.ts";

const { escapeIdentifier: name } = pg;

/** A column as far as comparing it goes. */
export interface Column {
  readonly name: string;
  /** Of its type. */
  readonly type: string;
  /** How its text is asked for: `plain` is short; what may be long is hashed first, so that no row gets longer than a text may be. */
  readonly form: "plain" | "text" | "bytes";
}

/**
 * First in each session that compares: a text must not depend on who asks for it, nobody may end us while we wait for the other side, and who holds a
 * table is not waited for for ever.
 */
export const COMPARING = [
  "SET search_path = pg_catalog",
  "SET TimeZone = 'UTC'",
  "SET DateStyle = 'ISO, YMD'",
  "SET IntervalStyle = 'postgres'",
  "SET extra_float_digits = 1",
  "SET bytea_output = 'hex'",
  "SET xmlbinary = 'base64'",
  "SET lc_monetary = 'C'",
  "SET statement_timeout = 0",
  "SET idle_in_transaction_session_timeout = 0",
  "SET transaction_timeout = 0",
  "SET lock_timeout = '10s'",
  "SET client_connection_check_interval = '1s'",
  "SET jit = off",
  "SET work_mem = '32MB'",
  "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY",
].join("; ");

const hashOf = (text: string): string => `hashtextextended((${text}) COLLATE "C", 0)`;
const FORMS: Readonly<Record<Column["form"], (column: string) => string>> = { plain: (column) => column, text: (column) => hashOf(`${column}::text`), bytes: (column) => `md5(${column})` };

const rowHash = (columns: readonly Column[]): string => hashOf(`ROW(${columns.map((column) => FORMS[column.form](name(column.name))).join(", ")})::text`);

/** What is compared of a table, the same on both sides. */
export interface Comparison {
  readonly columns: readonly Column[];
  /** What tells a row that changed from another one; `undefined`: nothing does. */
  readonly key: readonly string[] | undefined;
  /** Rows are dealt out into two to the power of so many parts, by their key. */
  readonly bits: number;
}

const hashes = ({ columns, key }: Comparison): { readonly key: string; readonly row: string } => {
  const row = rowHash(columns);
  return { row, key: key ? rowHash(columns.filter((column) => key.includes(column.name))) : row };
};

/** Without what inherits from it, which is a table of its own; the partitions of a table are its rows. */
const from = ({ schema, table, isPartitioned }: Pick<TableReading, "schema" | "table" | "isPartitioned">): string => `${isPartitioned ? "" : "ONLY "}${name(schema)}.${name(table)}`;

const partMask = (bits: number): number => 2 ** bits - 1;

/** Rows and the sum of their hashes, in each part: the same in any order. */
export const sumsSql = (table: TableReading, comparison: Comparison): string => {
  const { key, row } = hashes(comparison);
  return `SELECT (k & ${partMask(comparison.bits)})::int AS part, count(*)::text AS rows, sum(h)::text AS sum FROM (SELECT ${key} AS k, ${row} AS h FROM ${from(table)}) hashed GROUP BY 1`;
};

/** Hashes of key and row, sorted by them, and how many rows are so. @param parts Those that are asked for. */
export const marksSql = (table: TableReading, comparison: Comparison, parts: readonly number[]): string => {
  const { key, row } = hashes(comparison);
  const all = parts.length === 2 ** comparison.bits ? "" : ` WHERE (k & ${partMask(comparison.bits)}) = ANY ('{${parts.join(",")}}')`;
  return comparison.key
    ? `COPY (SELECT k, h, 1 FROM (SELECT ${key} AS k, ${row} AS h FROM ${from(table)}) hashed${all} ORDER BY 1, 2) TO STDOUT`
    : `COPY (SELECT k, k, count(*) FROM (SELECT ${key} AS k FROM ${from(table)}) hashed${all} GROUP BY 1 ORDER BY 1) TO STDOUT`;
};
