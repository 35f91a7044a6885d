import { expect, test } from "vitest";
import { diffText } from "../../dev/cli/diff-text.ts";
import type { DataDiff } from "../../dev/data/diff/diff.ts";

const SAME: DataDiff = {
  postgres: { databases: [], schemas: [], tables: [], sequences: [], same: 5 },
  kafka: { topics: [], groups: [], same: 1 },
  minio: { buckets: [], same: 4 },
  vault: { secrets: [], same: 0 },
  notCompared: [],
};
const NO_COLUMNS = { added: [], removed: [], changed: [] };

test("where nothing is different that is the first thing said, with what was looked at", () => {
  expect(diffText(SAME, "before", "live")).toBe(["before → live: the data are the same", "postgres   the same (5 tables)", "kafka      the same (1 topic)", "minio      the same (4 buckets)", "vault      the same"].join("\n"));
});

test("rows, offsets, objects and secrets, a line for each thing that is different", () => {
  const found: DataDiff = {
    postgres: {
      databases: [{ name: "other_db", change: "added" }],
      schemas: [{ name: "shop.extra", change: "removed" }],
      tables: [
        { database: "shop", schema: "app", table: "orders", change: "changed", rows: { added: 12, removed: 3, changed: 4 }, columns: NO_COLUMNS },
        { database: "shop", schema: "app", table: "one", change: "changed", rows: { added: 0, removed: 0, changed: 1 }, columns: { added: ["a"], removed: ["b"], changed: ["c", "d"] } },
        { database: "shop", schema: "app", table: "empty", change: "added", rows: { added: 0, removed: 0, changed: 0 }, columns: NO_COLUMNS },
      ],
      sequences: [{ database: "shop", schema: "app", sequence: "ids", change: "changed", before: null, after: "7" }],
      same: 1,
    },
    kafka: {
      topics: [
        { topic: "orders", change: "changed", partitions: [{ partition: 1, before: { first: "0", next: "3" }, after: { first: "2", next: "9" } }], configs: [{ name: "retention.ms", before: null, after: "5" }] },
        { topic: "made", change: "remade", partitions: [{ partition: 0, before: { first: "0", next: "1" }, after: { first: "0", next: "0" } }], configs: [] },
      ],
      groups: [{ group: "billing", change: "added", offsets: [{ topic: "orders", partition: 1, before: null, after: "3" }] }],
      same: 0,
    },
    minio: { buckets: [{ bucket: "uploads", change: "changed", objects: { added: 1, removed: 0, changed: 1 }, otherVersions: 2, keys: { added: ["a\u001b[2J"], removed: [], changed: ["b"] } }], same: 0 },
    vault: { secrets: [{ path: "secret/a", change: "changed", before: 1, after: 1 }, { path: "secret/b", change: "removed", before: 4, after: null }], same: 0 },
    notCompared: [],
  };
  expect(diffText(found, "a", "b")).toBe(
    [
      "a → b",
      "postgres",
      "     other_db          database, new",
      "     shop.extra        schema, gone",
      "     shop.app.orders   +12 -3 ~4 rows",
      "     shop.app.one      ~1 row, columns new: a, gone: b, other type: c, d",
      "     shop.app.empty    new",
      "     shop.app.ids      sequence, unused → 7",
      "     the same: 1 table",
      "kafka",
      "     orders          +4 records, partition 1: 0–3 → 2–9, retention.ms: default → 5",
      "     made            deleted and made again, -1 record",
      "     group billing   new, orders/1: none → 3",
      "minio",
      "     uploads   +1 ~1 objects, 2 objects with other versions (+a\\x1b[2J ~b)",
      "vault",
      "     secret/a   version 1 → 1, another value",
      "     secret/b   gone, was version 4",
    ].join("\n"),
  );
});

test("what could not be compared is no silence", () => {
  expect(diffText({ ...SAME, kafka: null, notCompared: [{ store: "kafka", reason: "kafka does not run" }] }, "a", "live").split("\n").at(-1)).toBe("kafka      not compared: kafka does not run");
});
