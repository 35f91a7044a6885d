import { expect, test } from "vitest";
import { createSqlSplitter, type SqlPiece } from "../../../dev/data/postgres/split-sql.ts";

/** However a script is cut into chunks, its pieces are the same; those of rows are joined. */
const split = (script: string, size = script.length): readonly SqlPiece[] => {
  const splitter = createSqlSplitter();
  const pieces: SqlPiece[] = [];
  for (let at = 0; at < script.length; at += size) pieces.push(...splitter.push(script.slice(at, at + size)));
  pieces.push(...splitter.end());
  return pieces.reduce<readonly SqlPiece[]>((joined, piece) => {
    const last = joined.at(-1);
    return last?.kind === "rows" && piece.kind === "rows" ? [...joined.slice(0, -1), { ...last, text: last.text + piece.text }] : [...joined, piece];
  }, []);
};

const texts = (script: string): readonly string[] => split(script).map((piece) => ("text" in piece ? piece.text : piece.kind));

test("a statement ends at its semicolon and knows the line of its first word", () => {
  expect(split("\n-- first\nSELECT 1;  SELECT\n 2;\n\nSELECT 3")).toEqual([
    { kind: "statement", text: "SELECT 1;", line: 3 },
    { kind: "statement", text: "SELECT\n 2;", line: 3 },
    { kind: "statement", text: "SELECT 3", line: 6 },
  ]);
});

test("a semicolon in a quote, a comment or parentheses ends nothing", () => {
  const whole = [
    "SELECT 'a;''b;';",
    'SELECT ";""" AS ";";',
    "SELECT E'\\';', e'a\\\\', 'b\\';",
    "SELECT /* ; /* nested; */ ; */ 1;",
    "SELECT 1 -- ; no\n+ 1;",
    "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2);",
  ];
  expect(texts(whole.join("\n"))).toEqual(whole);
});

test("dollar quotes end with their own tag, and a dollar in a name opens none", () => {
  const whole = ["DO $$ BEGIN PERFORM 1; END $$;", "DO $a$ SELECT $b$;$b$; $$;$$ $a$;", "SELECT a$b$, $1;", "SELECT c$b$;"];
  expect(texts(whole.join(" "))).toEqual(whole);
});

test("the body of a SQL function is one with its function", () => {
  const made = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;";
  expect(texts(`${made} SELECT 1;`)).toEqual([made, "SELECT 1;"]);
});

test("the rows of a COPY follow it, also an end of rows that is data, and what comes after them is SQL again", () => {
  const script = "COPY app.t (a, b) FROM stdin;\n1\tx;'\n2\t\\.y\n\\.z\n\\.\n\nSELECT 1;\ncopy t from STDIN with (format csv);\n1\n\\.";
  expect(split(script)).toEqual([
    { kind: "copy", text: "COPY app.t (a, b) FROM stdin;", line: 1 },
    { kind: "rows", text: "1\tx;'\n2\t\\.y\n\\.z\n", line: 2 },
    { kind: "rows-end", line: 5 },
    { kind: "statement", text: "SELECT 1;", line: 7 },
    { kind: "copy", text: "copy t from STDIN with (format csv);", line: 8 },
    { kind: "rows", text: "1\n", line: 9 },
    { kind: "rows-end", line: 10 },
  ]);
  expect(split("COPY t FROM stdin;\n\\.\nSELECT 1;").map(({ kind }) => kind)).toEqual(["copy", "rows-end", "statement"]);
});

test("what pg_dump says to psql is passed over; psql's other commands and the ends of transactions are problems", () => {
  expect(texts("\\restrict abc\nSELECT 1;\n\\unrestrict abc\n")).toEqual(["SELECT 1;"]);
  expect(split("SELECT 1;\n\\connect other\nSELECT 2;")).toEqual([
    { kind: "statement", text: "SELECT 1;", line: 1 },
    { kind: "problem", text: "psql's own commands, which begin with a backslash, are no SQL", line: 2 },
  ]);
  expect(split("SAVEPOINT a;\nROLLBACK TO a;\ncommit;").map(({ kind, line }) => `${kind}:${line}`)).toEqual(["statement:1", "statement:2", "problem:3"]);
});

test("chunks of any size give the same pieces", () => {
  const script = `-- é\nSELECT E'a\\'b;''c', 'x''y', "z""", $tag$ ; $tag$ /* a /* b */ ; */;
CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;
COPY t FROM STDIN;\n${"1\trow\n".repeat(40)}a\\.b\n\\.\n
DO $$ BEGIN\n  PERFORM ';';\nEND $$;\n${"SELECT 1 + 1; -- more\n".repeat(20)}SELECT 'last'`;
  const whole = split(script);
  expect(whole.length).toBeGreaterThan(24);
  for (const size of [1, 2, 3, 7, 64, 100]) expect(split(script, size)).toEqual(whole);
});

test("a quote that is never closed does not fill the memory", () => {
  const splitter = createSqlSplitter();
  const chunk = "x".repeat(1024 * 1024);
  expect(splitter.push("SELECT 1;\nSELECT '")).toEqual([]);
  const pieces = Array.from({ length: 70 }, () => splitter.push(chunk)).flat();
  expect(pieces.map(({ kind, line }) => `${kind}:${line}`)).toEqual(["statement:1", "problem:2"]);
});
