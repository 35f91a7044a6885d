import { expect, test } from "vitest";
import type { DatabaseFacts } from "../../../dev/data/postgres/database-facts.ts";
import { wipeTargets } from "../../../dev/data/postgres/wipe-targets.ts";
import { mistakeOf } from "../../support/failure.ts";

const database = (name: string): DatabaseFacts => ({ name, oid: 1, owner: "neotool", bytes: 0, encoding: "UTF8", provider: "c", collate: "C", ctype: "C", locale: null, icuRules: null, connectionLimit: -1, comment: null });
const DATABASES = ["neotool_db", "postgres", "reporting_db"].map(database);

const shown = (scope: Parameters<typeof wipeTargets>[0]) =>
  wipeTargets(scope, DATABASES).map((target) => `${target.database.name}: ${target.how}${target.how === "empty" ? ` ${target.schemas}` : ""}`);

test("every database is replaced, but the one that we are in meanwhile, which is emptied", () => {
  expect(shown("all")).toEqual(["neotool_db: replace", "postgres: empty all", "reporting_db: replace"]);
});

test("schemas of one database are emptied together, and the whole database holds them", () => {
  expect(shown([{ database: "neotool_db", schema: "app" }, { database: "neotool_db", schema: "security" }])).toEqual(["neotool_db: empty app,security"]);
  expect(shown([{ database: "neotool_db", schema: "app" }, { database: "neotool_db", schema: undefined }])).toEqual(["neotool_db: replace"]);
});

test("a database that is not there is a mistake, with what was probably meant", async () => {
  const error = await mistakeOf(() => wipeTargets([{ database: "neotool_bd", schema: undefined }], DATABASES));
  expect(error.message).toContain('There is no database "neotool_bd"; did you mean "neotool_db"?');
});
