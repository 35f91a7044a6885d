import { pipeline } from "node:stream/promises";
import pg, { type Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { DevError } from "../../errors/dev-error.ts";
import { chunksOf, contentOf, type ReportRows, type SourceFile } from "../source-file.ts";
import { csvHeader } from "./csv-header.ts";
import { sqlFailure } from "./sql-failure.ts";

export interface Table {
  /** `undefined`: where the search path finds it. */
  readonly schema: string | undefined;
  readonly name: string;
}

const { escapeIdentifier: quoted } = pg;
const HINT = "Mend the file and run the same command again. Nothing of this file was kept; the files before it were.";
const LONGEST_HEADER = 64 * 1024;
const STAGE = "neotool_stage";

const nameOf = ({ schema, name }: Table): string => (schema === undefined ? quoted(name) : `${quoted(schema)}.${quoted(name)}`);

const columnsOf = async (file: SourceFile): Promise<readonly string[]> => {
  let text = "";
  for await (const chunk of chunksOf(file)) {
    text = `${text}${chunk.toString("utf8")}`.replace(/^\ufeff/, "");
    const columns = csvHeader(text, false);
    if (columns !== undefined || text.length > LONGEST_HEADER) return columns ?? [];
  }
  return csvHeader(text, true) ?? [];
};

/** The file as it is, but for a mark of byte order, which Postgres would take for a part of the first name. */
async function* withoutMark(file: SourceFile, report: (bytes: number) => void): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const chunk of contentOf(file)) {
    const hasMark = isFirst && chunk.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]));
    isFirst = false;
    report(chunk.length);
    yield hasMark ? chunk.subarray(3) : chunk;
  }
}

const copyInto = async (client: Client, target: string, columns: readonly string[], file: SourceFile, report: ReportRows): Promise<number> => {
  const copy = client.query(copyFrom(`COPY ${target} (${columns.map(quoted).join(", ")}) FROM STDIN WITH (FORMAT csv, HEADER true, ENCODING 'UTF8')`));
  let bytes = 0;
  try {
    await pipeline(withoutMark(file, (more) => report({ bytes: (bytes += more), rows: 0 })), copy);
  } catch (cause) {
    throw sqlFailure(cause, { shown: file.shown, line: 1, statement: undefined }, HINT);
  }
  return copy.rowCount;
};

/** Without the columns that the key's index only includes. */
const primaryKeyOf = async (client: Client, target: string): Promise<readonly string[]> => {
  const { rows } = await client.query<{ name: string }>(
    "SELECT a.attname AS name FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]) WHERE i.indrelid = $1::regclass AND i.indisprimary ORDER BY a.attnum",
    [target],
  );
  return rows.map(({ name }) => name);
};

/** Rows that are there take the file's values, the others are added; what is in the table alone stays. */
const layOver = async (client: Client, table: string, columns: readonly string[], file: SourceFile, report: ReportRows): Promise<number> => {
  const list = columns.map(quoted).join(", ");
  const failed = (cause: unknown) => sqlFailure(cause, { shown: file.shown, line: 1, statement: undefined }, HINT);
  const key = await primaryKeyOf(client, table).catch((cause: unknown) => {
    throw failed(cause);
  });
  if (key.length === 0 || key.some((name) => !columns.includes(name))) {
    const lack = key.length === 0 ? `${table} has no primary key` : `the file does not hold all of ${table}'s primary key (${key.join(", ")})`;
    throw new DevError("SEED_FAILED", `${file.shown}:1 was applied before, and cannot be laid over the rows that are there: ${lack}`, {
      hint: "Give it one, or put the new rows into a file of their own. `neotool dev reset` and then `neotool dev seed` begin from nothing.",
    });
  }
  try {
    await client.query(`CREATE TEMPORARY TABLE ${STAGE} ON COMMIT DROP AS SELECT ${list} FROM ${table} WITH NO DATA`);
  } catch (cause) {
    throw failed(cause);
  }
  await copyInto(client, STAGE, columns, file, report);
  const changes = columns.filter((name) => !key.includes(name)).map((name) => `${quoted(name)} = excluded.${quoted(name)}`);
  const onConflict = `ON CONFLICT (${key.map(quoted).join(", ")}) DO ${changes.length === 0 ? "NOTHING" : `UPDATE SET ${changes.join(", ")}`}`;
  try {
    const { rowCount } = await client.query(`INSERT INTO ${table} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM ${STAGE} ${onConflict}`);
    return rowCount ?? 0;
  } catch (cause) {
    throw failed(cause);
  }
};

/**
 * Writes a CSV file with a header line into a table, in the transaction that is open. Nothing of it is held.
 *
 * @param how `add`: its rows are new. `lay-over`: it was written before, perhaps in another form; the primary key says which rows are the same.
 * @returns how many rows were written.
 * @throws {DevError} `SEED_FAILED`, `SEED_INVALID` with file and line.
 */
export const copyCsv = async (client: Client, file: SourceFile, table: Table, how: "add" | "lay-over", report: ReportRows): Promise<number> => {
  const columns = await columnsOf(file);
  if (columns.every((name) => name.trim() === "")) {
    throw new DevError("SEED_INVALID", `${file.shown}:1 has no header line with the names of the columns`, { hint: "Its first line must name the columns, for example: id,name,created_at" });
  }
  return how === "add" ? copyInto(client, nameOf(table), columns, file, report) : layOver(client, nameOf(table), columns, file, report);
};
