import { expect, test } from "vitest";
import { keyOfSource, migrationsBy, type Migrate } from "../../../../dev/data/postgres/isolate/migrations.ts";
import { mistakeOf } from "../../../support/failure.ts";

test("functions are told apart by their source", () => {
  const [orders, payments]: readonly Migrate[] = [async () => void "orders", async () => void "payments"];
  const keys = [orders, payments, orders].map((migrate) => migrate && migrationsBy(migrate, keyOfSource(migrate)).key);
  expect(keys[0]).not.toBe(keys[1]);
  expect(keys[0]).toBe(keys[2]);
});

test("a bound function has no source, and needs a key: else one would get the tables of another", async () => {
  const migrator = { run: async (_url: string) => {} };
  expect(await mistakeOf(() => keyOfSource(migrator.run.bind(migrator)))).toMatchObject({ code: "USAGE", hint: expect.stringContaining("key") });
});

test("one that only speaks of native code has its source", () => {
  expect(keyOfSource(async () => void "{ [native code] }")).toContain("native code");
});
