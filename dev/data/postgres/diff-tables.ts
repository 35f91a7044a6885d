import { together } from "../../platform/together.ts";
import type { ColumnsDiff, Counts, NamedChange, PostgresDiff, SequenceDiff, TableDiff } from "../diff/diff.ts";
import { changeOf, pairsOf, type Pair } from "../diff/keyed.ts";
import type { Column, Comparison } from "./diff-sql.ts";
import type { TableReading } from "./read-tables.ts";
import { openServer, ownComparison, readFailure, type DatabaseReader, type ReadableStore, type ServerReader } from "./reader.ts";
import { countChanges, folded, partsThatDiffer, rowsIn, type Sums } from "./row-marks.ts";

const NO_ROWS: Counts = { added: 0, removed: 0, changed: 0 };
const SAME_COLUMNS: ColumnsDiff = { added: [], removed: [], changed: [] };

const names = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name);

/** Pure. What differs in the columns of two tables of one name. */
export const diffColumns = (before: readonly Column[], after: readonly Column[]): ColumnsDiff => ({
  added: names(after).filter((name) => !names(before).includes(name)),
  removed: names(before).filter((name) => !names(after).includes(name)),
  changed: names(before.filter((column) => after.some(({ name, type }) => name === column.name && type !== column.type))),
});

/** Pure. By what two tables of one name are compared: the columns that both have, and the key, where it is the same. */
export const commonComparison = (before: TableReading, after: TableReading): Comparison => {
  const columns = before.columns.flatMap((column): readonly Column[] => {
    const other = after.columns.find(({ name }) => name === column.name);
    return other ? [{ ...column, form: column.form === other.form ? column.form : "text" }] : [];
  });
  const isSameKey = before.key !== undefined && JSON.stringify(before.key) === JSON.stringify(after.key);
  return { columns, key: isSameKey ? before.key : undefined, bits: Math.min(ownComparison(before).bits, ownComparison(after).bits) };
};

/** A table on one side. */
interface Side {
  readonly reader: DatabaseReader;
  readonly table: TableReading;
  readonly sums: Sums;
}

const isAsked = ({ table }: Side, { columns, key }: Comparison): boolean => JSON.stringify([table.columns, table.key]) === JSON.stringify([columns, key]);

/** What was asked for already, where it was asked for in this way. */
const sumsFor = async (side: Side, comparison: Comparison): Promise<Sums> =>
  isAsked(side, comparison) ? folded(side.sums, comparison.bits) : await side.reader.sumsOf(side.table, comparison);

const diffRows = async (before: Side, after: Side): Promise<Counts> => {
  const comparison = commonComparison(before.table, after.table);
  const [one, other] = await Promise.all([sumsFor(before, comparison), sumsFor(after, comparison)]);
  const parts = partsThatDiffer(one, other);
  if (parts.length === 0) return NO_ROWS;
  return await countChanges(before.reader.marksOf(before.table, comparison, parts), after.reader.marksOf(after.table, comparison, parts));
};

const isSomething = ({ added, removed, changed }: Counts): boolean => added + removed + changed > 0;

const sidesOf = (reader: DatabaseReader | undefined): ReadonlyMap<string, Side> =>
  new Map(reader ? [...reader.catalog.tables].map(([name, table]) => [name, { reader, table, sums: reader.sums.get(name) ?? new Map() }]) : []);

const tableDiff = async (database: string, { before, after }: Pair<Side>): Promise<readonly TableDiff[]> => {
  const { schema = "", table = "" } = (before ?? after)?.table ?? {};
  const about = { database, schema, table };
  if (before && after) {
    const columns = diffColumns(before.table.columns, after.table.columns);
    const rows = await diffRows(before, after);
    const isSame = !isSomething(rows) && columns.added.length + columns.removed.length + columns.changed.length === 0;
    return isSame ? [] : [{ ...about, change: "changed", rows, columns }];
  }
  return [{ ...about, change: before ? "removed" : "added", rows: { ...NO_ROWS, removed: before ? rowsIn(before.sums) : 0, added: after ? rowsIn(after.sums) : 0 }, columns: SAME_COLUMNS }];
};

const named = (prefix: string, pair: Pair<true>): readonly NamedChange[] => {
  const change = changeOf(pair, () => true);
  return change === undefined || change === "changed" ? [] : [{ name: `${prefix}${pair.name}`, change }];
};

const sequencesOf = (database: string, before: DatabaseReader | undefined, after: DatabaseReader | undefined): readonly SequenceDiff[] =>
  pairsOf(before?.catalog.sequences ?? new Map(), after?.catalog.sequences ?? new Map()).flatMap((pair): readonly SequenceDiff[] => {
    const change = changeOf(pair, (one, other) => one.last === other.last);
    const { schema = "", sequence = "" } = pair.before ?? pair.after ?? {};
    return change === undefined ? [] : [{ database, schema, sequence, change, before: pair.before?.last ?? null, after: pair.after?.last ?? null }];
  });

const diffServers = async (before: ServerReader, after: ServerReader, signal: AbortSignal): Promise<PostgresDiff> => {
  const [databases, schemas, tables, sequences]: [NamedChange[], NamedChange[], TableDiff[], SequenceDiff[]] = [[], [], [], []];
  let same = 0;
  for (const { name, before: one, after: other } of pairsOf(before.databases, after.databases)) {
    databases.push(...named("", { name, before: one && true, after: other && true }));
    // With a database, its schemas come and go.
    if (one && other) for (const pair of pairsOf(one.catalog.schemas, other.catalog.schemas)) schemas.push(...named(`${name}.`, pair));
    sequences.push(...sequencesOf(name, one, other));
    for (const pair of pairsOf(sidesOf(one), sidesOf(other))) {
      const found = await tableDiff(name, pair).catch((error: unknown) => {
        signal.throwIfAborted();
        throw readFailure(name, error);
      });
      tables.push(...found);
      if (found.length === 0) same += 1;
    }
  }
  return { databases, schemas, tables, sequences, same };
};

/**
 * What is different in the rows of two servers. Each is read as soon as it is known, and each database as it is in one moment; nothing
 * but hashes comes here, and those only of parts in which something is different.
 *
 * @throws {DevError} `TASK_FAILED`; the signal's reason when it is aborted.
 */
export const diffTables = async (before: Promise<ReadableStore>, after: Promise<ReadableStore>, signal: AbortSignal): Promise<PostgresDiff> => {
  await using both = together(signal);
  const open = (store: Promise<ReadableStore>) => both.with(async (either) => openServer(await store, either));
  const opening = [open(before), open(after)] as const;
  try {
    return await diffServers(...(await Promise.all(opening)), signal);
  } finally {
    for (const opened of await Promise.allSettled(opening)) if (opened.status === "fulfilled") await opened.value[Symbol.asyncDispose]();
  }
};
