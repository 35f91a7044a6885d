import pg from "pg";
import { expect, test } from "vitest";
import { postgresFailed } from "../../../../dev/data/postgres/isolate/admin.ts";
import { DevError } from "../../../../dev/errors/dev-error.ts";

test("a full disk is called one, other refusals keep the server's sentence, and what is worded already stays as it is", () => {
  const refused = (code: string) => Object.assign(new pg.DatabaseError("could not extend file: No space left on device", 0, "error"), { code });
  expect(postgresFailed("make a database for a test", refused("53100"))).toMatchObject({ code: "DISK_FULL", message: "Postgres could not make a database for a test: could not extend file: No space left on device", hint: expect.stringContaining("neotool dev prune") });
  expect(postgresFailed("make a database for a test", refused("42501"))).toMatchObject({ code: "TASK_FAILED" });
  const worded = new DevError("MIGRATION_FAILED", "V1__a.sql:1 no", { hint: "Mend it." });
  expect(postgresFailed("make a template for tests", worded)).toBe(worded);
});
