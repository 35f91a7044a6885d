import { expect, test } from "vitest";
import { migrationOrder } from "../../../../dev/data/postgres/isolate/migration-order.ts";

test("versions are numbers, part by part: 10 comes after 9, and the repeatable ones come last", () => {
  const { ordered, ignored } = migrationOrder(["R__views.sql", "V10__c.sql", "V9__b.sql", "V1.10__a2.sql", "V1_2__a1.sql", "V1__a.sql", "R__a_function.sql", "V20260101120000__late.sql"]);
  expect(ordered).toEqual(["V1__a.sql", "V1_2__a1.sql", "V1.10__a2.sql", "V9__b.sql", "V10__c.sql", "V20260101120000__late.sql", "R__a_function.sql", "R__views.sql"]);
  expect(ignored).toEqual([]);
});

test("the order is by version wherever in the folder a file lies", () => {
  expect(migrationOrder(["z/V1__a.sql", "a/V3__c.sql", "m/n/V2__b.sql"]).ordered).toEqual(["z/V1__a.sql", "m/n/V2__b.sql", "a/V3__c.sql"]);
});

test("without Flyway's names, names decide, with numbers as numbers", () => {
  expect(migrationOrder(["10-orders.sql", "2-users.sql", "001_init.sql"])).toEqual({ ordered: ["001_init.sql", "2-users.sql", "10-orders.sql"], ignored: [] });
});

test("beside Flyway's names, others are none of its migrations", () => {
  expect(migrationOrder(["V1__a.sql", "U1__undo.sql", "notes.sql", "v2__small.sql"])).toEqual({ ordered: ["V1__a.sql"], ignored: ["notes.sql", "U1__undo.sql", "v2__small.sql"] });
});

test("two files of one version are an error that names both, also where it is written differently", () => {
  for (const [one, other] of [["V1__a.sql", "sub/V1__b.sql"], ["V1__a.sql", "V1.0__b.sql"], ["V1_2__a.sql", "V1.2__b.sql"]] as const) {
    expect(() => migrationOrder([other, one])).toThrow(expect.objectContaining({ code: "MIGRATION_FAILED", message: expect.stringContaining(one) }));
    expect(() => migrationOrder([other, one])).toThrow(other);
  }
});
