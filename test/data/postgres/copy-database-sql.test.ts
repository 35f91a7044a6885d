import { expect, test } from "vitest";
import { createEmptySql, extrasSql } from "../../../dev/data/postgres/copy-database-sql.ts";

const FACTS = { name: "a", oid: 1, owner: 'odd"owner', bytes: 0, encoding: "UTF8", provider: "c", collate: "C.UTF-8", ctype: "C.UTF-8", locale: null, icuRules: null, connectionLimit: 7, comment: "it's mine" } as const;

test("a new database is of the same kind, whatever its names need to be quoted", () => {
  expect(createEmptySql("neotool~fresh-1", FACTS)).toBe(
    `CREATE DATABASE "neotool~fresh-1" TEMPLATE template0 OWNER "odd""owner" ENCODING 'UTF8' LOCALE_PROVIDER libc LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' CONNECTION LIMIT 7`,
  );
  expect(createEmptySql("f", { ...FACTS, provider: "i", locale: "de-x-icu", icuRules: "&a < b" })).toContain("LOCALE_PROVIDER icu ICU_LOCALE 'de-x-icu' ICU_RULES '&a < b' LC_COLLATE");
});

test("a list of schemas stays a list, and any other setting is one value", () => {
  const settings = [
    { role: "", assignment: 'search_path=app, "Odd"' },
    { role: "app", assignment: "statement_timeout=5s" },
    { role: "", assignment: "my.flag=a=b" },
  ];
  expect(extrasSql("d", { owner: "o", comment: null }, { grants: undefined, settings })).toEqual([
    'ALTER DATABASE "d" SET "search_path" = app, "Odd"',
    `ALTER ROLE "app" IN DATABASE "d" SET "statement_timeout" = '5s'`,
    `ALTER DATABASE "d" SET "my"."flag" = 'a=b'`,
  ]);
});

test("rights come back as they were, and the comment with them", () => {
  const grants = [
    { grantee: "", privilege: "CONNECT", grantable: false },
    { grantee: "reader", privilege: "TEMPORARY", grantable: true },
  ];
  expect(extrasSql("d", { owner: "o", comment: "it's mine" }, { grants, settings: [] })).toEqual([
    'REVOKE ALL ON DATABASE "d" FROM PUBLIC, "o"',
    'GRANT CONNECT ON DATABASE "d" TO PUBLIC',
    'GRANT TEMPORARY ON DATABASE "d" TO "reader" WITH GRANT OPTION',
    `COMMENT ON DATABASE "d" IS 'it''s mine'`,
  ]);
});
