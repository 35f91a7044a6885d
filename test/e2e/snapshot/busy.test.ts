import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testInstance, type TestInstance } from "../../support/instance.ts";
import { openSql } from "../../support/sql.ts";

/** The only one who may have Postgres take files away at once. */
const superuserOf = async ({ path }: TestInstance): Promise<string> => {
  const { values }: { readonly values: Readonly<Record<string, string>> } = JSON.parse(await readFile(join(path, ".neotool", "credentials.json"), "utf8"));
  return values["postgres.superuser"] ?? "";
};

test("files that come and go while they are looked at and copied are no failure", async () => {
  const instance = await testInstance("busy");
  expect((await instance.run("up", "--only", "postgres")).exitCode).toBe(0);
  const { POSTGRES_DIRECT_PORT } = await instance.env();
  const login = { host: "127.0.0.1", port: Number(POSTGRES_DIRECT_PORT), database: "neotool_db", user: "postgres", password: await superuserOf(instance) };
  const over = new AbortController();
  const work = [1, 2, 3].map(async (who) => {
    await using sql = await openSql(login);
    for (let round = 0; !over.signal.aborted; round += 1) await sql.rows(`CREATE TABLE busy_${who} AS SELECT 1; DROP TABLE busy_${who}; CHECKPOINT`.split("; ")[round % 3] ?? "");
  });
  for (let number = 1; number <= 6; number += 1) {
    const saved = await instance.run("snapshot", "save", `busy-${number}`);
    expect(saved.exitCode, saved.stderr).toBe(0);
  }
  over.abort();
  await Promise.all(work);
});
