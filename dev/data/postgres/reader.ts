import type { Client } from "pg";
import { to as copyTo } from "pg-copy-streams";
import { streamLineBatches } from "../../docker/stream-lines.ts";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { Batches } from "../diff/merge-sorted.ts";
import type { PostgresStore } from "../stores.ts";
import { connectPostgres } from "./connect.ts";
import { listDatabases, MAINTENANCE } from "./database-facts.ts";
import { QUIET } from "./database-sql.ts";
import { COMPARING, marksSql, sumsSql, type Comparison } from "./diff-sql.ts";
import { readCatalog, type CatalogReading, type TableReading } from "./read-tables.ts";
import { bitsFor, type Mark, type Sums } from "./row-marks.ts";

/** How a server is reached, and by whom. */
export type ReadableStore = Pick<PostgresStore, "address" | "action">;

/** A database as it was in one moment, for as long as it is read. */
export interface DatabaseReader extends AsyncDisposable {
  readonly catalog: CatalogReading;
  /** Of all tables, each by what it itself would be compared by. */
  readonly sums: ReadonlyMap<string, Sums>;
  sumsOf(table: TableReading, comparison: Comparison): Promise<Sums>;
  marksOf(table: TableReading, comparison: Comparison, parts: readonly number[]): Batches<Mark>;
}

/** All databases of a server. */
export interface ServerReader extends AsyncDisposable {
  readonly databases: ReadonlyMap<string, DatabaseReader>;
}

const HINT = "Run the same command again; neotool dev logs postgres says more.";

/** The server's sentence, never a statement. */
export const readFailure = (database: string, cause: unknown): DevError => (cause instanceof DevError ? cause : new DevError("TASK_FAILED", `Postgres could not be asked for its rows (database ${database}): ${rootMessage(cause)}`, { hint: HINT, cause }));

/** What a table is compared by, where the other side has the same. */
export const ownComparison = ({ columns, key, bytes }: TableReading): Comparison => ({ columns, key, bits: bitsFor(bytes) });

const connect = async ({ address, action }: ReadableStore, database: string, signal: AbortSignal): Promise<Client & AsyncDisposable> => {
  const client = await connectPostgres({ ...address, database, user: action.superuser, password: action.superuserPassword }, signal);
  try {
    await client.query(QUIET);
    return client;
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
};

/** `key`, `row`, `count`, a line each. */
const markOf = (line: string): Mark => {
  const [key = "0", row = "0", count = "0"] = line.split("\t");
  return { key: BigInt(key), row: BigInt(row), count: Number(count) };
};

async function* marksIn(stream: AsyncIterable<Buffer>): Batches<Mark> {
  for await (const lines of streamLineBatches(stream)) yield lines.map(markOf);
}

const openDatabase = async (store: ReadableStore, database: string, signal: AbortSignal): Promise<DatabaseReader> => {
  const client = await connect(store, database, signal);
  const sumsOf = async (table: TableReading, comparison: Comparison): Promise<Sums> => {
    const { rows } = await client.query<{ readonly part: number; readonly rows: string; readonly sum: string }>(sumsSql(table, comparison));
    return new Map(rows.map(({ part, rows: count, sum }) => [part, { rows: BigInt(count), sum: BigInt(sum) }]));
  };
  try {
    await client.query(COMPARING);
    const catalog = await readCatalog(client);
    const sums = new Map<string, Sums>();
    for (const [name, table] of catalog.tables) sums.set(name, await sumsOf(table, ownComparison(table)));
    return { catalog, sums, sumsOf, marksOf: (table, comparison, parts) => marksIn(client.query(copyTo(marksSql(table, comparison, parts)))), [Symbol.asyncDispose]: () => client[Symbol.asyncDispose]() };
  } catch (error) {
    await client[Symbol.asyncDispose]();
    throw error;
  }
};

/**
 * Begins to read all databases of a server, each in a transaction of its own: nothing that is written from then on is seen.
 *
 * @throws {DevError} `TASK_FAILED`; the signal's reason when it is aborted.
 */
export const openServer = async (store: ReadableStore, signal: AbortSignal): Promise<ServerReader> => {
  const opened = new Map<string, DatabaseReader>();
  const close = async () => void (await Promise.all([...opened.values()].map((reader) => reader[Symbol.asyncDispose]())));
  try {
    const names = await (async () => {
      await using client = await connect(store, MAINTENANCE, signal);
      return (await listDatabases(client)).map(({ name }) => name);
    })();
    for (const name of names) {
      opened.set(name, await openDatabase(store, name, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        throw readFailure(name, error);
      }));
    }
    return { databases: opened, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw readFailure(MAINTENANCE, error);
  }
};
