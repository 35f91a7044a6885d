import { pipeline } from "node:stream/promises";
import type { Client, QueryResult } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { DevError } from "../../errors/dev-error.ts";
import { textOf, type ReportRows, type SourceFile } from "../source-file.ts";
import { createSqlSplitter, type SqlPiece, type SqlStatement } from "./split-sql.ts";
import { sqlFailure } from "./sql-failure.ts";

/** So much is sent at once: a question for each of a million small statements is most of the time that they take. */
const BATCH = 64 * 1024;
/** What may not be between our own savepoints: they would end with them. */
const ALONE = /^(savepoint|release|rollback)\b/i;
const WRITES = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

const HINT = "Mend the file and run the same command again. Nothing of this file was kept; the files before it were.";

async function* piecesOf(file: SourceFile, read: (bytes: number) => void): AsyncGenerator<SqlPiece, void> {
  const splitter = createSqlSplitter();
  for await (const text of textOf(file, read)) yield* splitter.push(text);
  yield* splitter.end();
}

/** One statement or many: the client answers with a list only where there are several. */
const rowsOf = (results: QueryResult | readonly QueryResult[]): number => [results].flat().reduce((sum, { command, rowCount }) => sum + (WRITES.has(command) ? (rowCount ?? 0) : 0), 0);

/** Many statements at once; where one of them fails, each by itself, so that it is known which. */
const runBatch = async (client: Client, batch: readonly SqlStatement[], shown: string): Promise<number> => {
  const [first] = batch;
  if (first && batch.length === 1) {
    try {
      return rowsOf(await client.query(first.text));
    } catch (cause) {
      throw sqlFailure(cause, { shown, line: first.line, statement: first.text }, HINT);
    }
  }
  try {
    return rowsOf(await client.query(["SAVEPOINT neotool;", ...batch.map(({ text }) => text), "RELEASE neotool"].join("\n")));
  } catch {
    await client.query("ROLLBACK TO neotool");
    let rows = 0;
    for (const statement of batch) rows += await runBatch(client, [statement], shown);
    return rows;
  }
};

/** The rows up to their end, of the pieces that come next. */
async function* rowsFrom(pieces: AsyncGenerator<SqlPiece>, began: (line: number) => void): AsyncGenerator<string> {
  for (let isFirst = true; ; isFirst = false) {
    const { value, done } = await pieces.next();
    if (done === true || value.kind === "rows-end") return;
    if (isFirst) began(value.line);
    if (value.kind === "rows") yield value.text;
  }
}

const runCopy = async (client: Client, text: string, line: number, pieces: AsyncGenerator<SqlPiece>, shown: string): Promise<number> => {
  const copy = client.query(copyFrom(text));
  let firstRow = line;
  try {
    await pipeline(rowsFrom(pieces, (first) => (firstRow = first)), copy);
  } catch (cause) {
    if (cause instanceof DevError) throw cause;
    const isOfRow = cause instanceof Error && "where" in cause && cause.where !== undefined;
    throw sqlFailure(cause, { shown, line: isOfRow ? firstRow : line, statement: text }, HINT);
  }
  return copy.rowCount;
};

/**
 * Runs a SQL script statement by statement, in the transaction that is open. Of the file only what is being sent is held.
 *
 * @returns how many rows it wrote.
 * @throws {DevError} `SEED_FAILED`, `SEED_INVALID` with file, line and statement.
 */
export const runScript = async (client: Client, file: SourceFile, report: ReportRows): Promise<number> => {
  let [bytes, rows, size] = [0, 0, 0];
  let batch: SqlStatement[] = [];
  const flush = async () => {
    if (batch.length === 0) return;
    const full = batch;
    [batch, size] = [[], 0];
    rows += await runBatch(client, full, file.shown);
    report({ bytes, rows });
  };
  await using pieces = piecesOf(file, (more) => (bytes += more));
  for (;;) {
    const { value: piece, done } = await pieces.next(); // not a loop over them: a COPY takes its rows from the same
    if (done === true) break;
    if (piece.kind === "statement" && !ALONE.test(piece.text)) {
      batch.push(piece);
      size += piece.text.length;
      if (size >= BATCH) await flush();
      continue;
    }
    await flush();
    if (piece.kind === "problem") throw new DevError("SEED_INVALID", `${file.shown}:${piece.line} ${piece.text}`, { hint: HINT });
    if (piece.kind === "copy") rows += await runCopy(client, piece.text, piece.line, pieces, file.shown);
    else if (piece.kind === "statement") rows += await runBatch(client, [piece], file.shown);
  }
  await flush();
  return rows;
};
