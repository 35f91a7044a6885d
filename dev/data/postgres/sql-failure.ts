import pg from "pg";
import { DevError, rootMessage } from "../../errors/dev-error.ts";

/** Where in a file Postgres was when it refused. */
export interface SqlPlace {
  readonly shown: string;
  /** Of the statement's first word, or of the first row where rows are copied. */
  readonly line: number;
  /** `undefined` where the file holds no statements. */
  readonly statement: string | undefined;
}

const EXCERPT_LINES = 8;
const LONGEST_LINE = 160;

const linesBefore = (text: string, position: number): number => text.slice(0, position).split("\n").length - 1;

/** The lines of the statement around the one that is meant. */
const excerpt = (statement: string, meant: number): readonly string[] => {
  const lines = statement.split("\n").map((line) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  const first = Math.max(0, Math.min(meant - EXCERPT_LINES / 2, lines.length - EXCERPT_LINES));
  const shown = lines.slice(first, first + EXCERPT_LINES);
  return [...(first > 0 ? ["…"] : []), ...shown, ...(first + EXCERPT_LINES < lines.length ? ["…"] : [])];
};

/** `COPY orders, line 4, column total: "x"`: counted from the first line that was sent. */
const lineOfCopy = (where: string | undefined): number | undefined => {
  const [, line] = /^COPY [^\n]*?, line (\d+)/m.exec(where ?? "") ?? [];
  return line === undefined ? undefined : Number(line) - 1;
};

/** What Postgres refused, with the file's line and the statement. */
export const sqlFailure = (cause: unknown, { shown, line, statement }: SqlPlace, hint: string): DevError => {
  if (!(cause instanceof pg.DatabaseError)) return new DevError("SEED_FAILED", `${shown}:${line} ${rootMessage(cause)}`, { hint, cause });
  const { message, detail, where, hint: advice, position } = cause;
  const inCopy = lineOfCopy(where);
  const offset = inCopy ?? (statement !== undefined && position !== undefined ? linesBefore(statement, Number(position) - 1) : 0);
  const evidence = [
    ...(statement === undefined ? [] : excerpt(statement, inCopy === undefined ? offset : 0)),
    ...(detail === undefined ? [] : [`detail: ${detail}`]),
    ...(where === undefined ? [] : [`where: ${where}`]),
    ...(advice === undefined ? [] : [`Postgres' advice: ${advice}`]),
  ];
  return new DevError("SEED_FAILED", `${shown}:${line + offset} ${message}`, { hint, cause, evidence });
};
