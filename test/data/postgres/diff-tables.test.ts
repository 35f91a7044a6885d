import { expect, test } from "vitest";
import type { Column } from "../../../dev/data/postgres/diff-sql.ts";
import { marksSql, sumsSql } from "../../../dev/data/postgres/diff-sql.ts";
import { commonComparison, diffColumns } from "../../../dev/data/postgres/diff-tables.ts";
import type { TableReading } from "../../../dev/data/postgres/read-tables.ts";

const column = (name: string, type = "integer", form: Column["form"] = "plain"): Column => ({ name, type, form });
const table = (columns: readonly Column[], over: Partial<TableReading> = {}): TableReading => ({ schema: "app", table: "orders", isPartitioned: false, bytes: 0, columns, key: ["id"], ...over });

test("columns that came, went or have another type are named", () => {
  expect(diffColumns([column("a"), column("b"), column("c")], [column("b", "bigint"), column("c"), column("d")])).toEqual({ added: ["d"], removed: ["a"], changed: ["b"] });
});

test("rows are compared by the columns that both sides have, in a form that both understand", () => {
  const before = table([column("data", "bytea", "bytes"), column("id"), column("old")]);
  const after = table([column("data", "text", "text"), column("id"), column("new")]);
  expect(commonComparison(before, after)).toEqual({ columns: [{ name: "data", type: "bytea", form: "text" }, column("id")], key: ["id"], bits: 0 });
});

test("another primary key tells nothing of which row is which", () => {
  const columns = [column("id"), column("name")];
  expect(commonComparison(table(columns), table(columns, { key: ["name"] })).key).toBeUndefined();
  expect(commonComparison(table(columns, { key: undefined }), table(columns, { key: undefined })).key).toBeUndefined();
});

test("names are quoted, partitions are asked with their table, and what inherits from a table is not", () => {
  const odd = { schema: 'a"b', table: "Orders; DROP", columns: [column('x"y')], key: undefined };
  expect(sumsSql(table([], odd), { columns: odd.columns, key: undefined, bits: 3 })).toContain('ROW("x""y")::text');
  expect(sumsSql(table([], odd), { columns: odd.columns, key: undefined, bits: 3 })).toMatch(/\(k & 7\)::int.*FROM ONLY "a""b"\."Orders; DROP"\)/);
  expect(sumsSql(table([], { ...odd, isPartitioned: true }), { columns: odd.columns, key: undefined, bits: 0 })).toContain('FROM "a""b"."Orders; DROP")');
});

test("only parts that differ are asked for, and all of them without a filter", () => {
  const one = table([column("id"), column("note", "text", "text")]);
  const comparison = { columns: one.columns, key: ["id"], bits: 2 };
  expect(marksSql(one, comparison, [1, 3])).toContain("WHERE (k & 3) = ANY ('{1,3}') ORDER BY 1, 2");
  expect(marksSql(one, comparison, [0, 1, 2, 3])).not.toContain("WHERE");
  expect(marksSql(one, { ...comparison, key: undefined }, [0])).toContain("GROUP BY 1 ORDER BY 1");
});
