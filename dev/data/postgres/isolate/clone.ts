import { randomBytes } from "node:crypto";
import pg, { type Pool } from "pg";
import { POOLER_LOGINS } from "../database-sql.ts";
import { isSqlState } from "./admin.ts";
import type { TestTemplate } from "./ensure-test-template.ts";

const { escapeIdentifier: quoted, escapeLiteral: literal } = pg;

/** A copy of a template with the only role that may connect to it, which has its name. Holds a secret. */
export interface Clone {
  readonly name: string;
  readonly password: string;
}

const SERIALIZATION = ["40001", "XX000"]; // "tuple concurrently updated": roles and rights are rows that others change, too
const TRIES = 5;

const again = async (act: () => Promise<unknown>): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await act();
      return;
    } catch (error) {
      if (tries === TRIES || !isSqlState(error, ...SERIALIZATION)) throw error;
    }
  }
};

/** A database of that name, with the content of another that nobody is connected to. */
export const copyDatabase = async (admin: Pool, source: string, copy: string, owner: string, settings: readonly string[]): Promise<void> => {
  // Measured: half the time of file_copy, which has everything written to disk first, twice.
  await admin.query(`CREATE DATABASE ${quoted(copy)} TEMPLATE ${quoted(source)} OWNER ${quoted(owner)} STRATEGY wal_log`);
  await again(() => admin.query([`REVOKE ALL ON DATABASE ${quoted(copy)} FROM PUBLIC`, ...settings].join("; ")));
};

/** Removes a copy with its role, whoever is connected to it and whatever they have open; what is gone already is no failure. */
export const dropClone = async (admin: Pool, name: string): Promise<void> => {
  await admin.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
  await again(() => admin.query(`DELETE FROM ${POOLER_LOGINS} WHERE name = ${literal(name)}; DROP ROLE IF EXISTS ${quoted(name)}`));
};

/** Makes a copy of a template that the pooler knows, too. @param searchPath What its role finds without a schema's name; `undefined`: as Postgres does. */
export const makeClone = async (admin: Pool, name: string, template: TestTemplate, searchPath: readonly string[] | undefined): Promise<Clone> => {
  const password = randomBytes(18).toString("base64url");
  try {
    await again(() =>
      admin.query(
        [
          `CREATE ROLE ${quoted(name)} LOGIN PASSWORD ${literal(password)} IN ROLE ${quoted(template.name)}`,
          ...(searchPath === undefined ? [] : [`ALTER ROLE ${quoted(name)} SET search_path = ${searchPath.map(quoted).join(", ")}`]),
          `INSERT INTO ${POOLER_LOGINS} VALUES (${literal(name)}, ${literal(password)})`,
        ].join("; "),
      ),
    );
    await copyDatabase(admin, template.name, name, name, template.settingsOf(name));
    return { name, password };
  } catch (error) {
    await dropClone(admin, name).catch(() => {}); // the next sweep does it
    throw error;
  }
};
