import { expect, test } from "vitest";
import { table } from "../../dev/cli/table.ts";

test("columns stand under each other, without blanks at the end", () => {
  expect(table([["NAME", "PHASE", ""], ["postgres", "ready", ""], ["kafka", "pending", "waiting"]])).toBe("NAME       PHASE\npostgres   ready\nkafka      pending   waiting");
});

test("no rows are no text", () => {
  expect(table([])).toBe("");
});
