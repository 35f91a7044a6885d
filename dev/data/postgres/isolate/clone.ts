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
  /** Its role's number: the server counts statements by it, also when both are gone. */
  readonly roleId: number;
}

const SERIALIZATION = ["40001", "XX000"]; // "tuple concurrently updated": roles and rights are rows that others change, too
const TRIES = 5;

const again = async <T>(act: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if (tries === TRIES || !isSqlState(error, ...SERIALIZATION)) throw error;
    }
  }
};

/** A database of that name, with the content of another that nobody is connected to. */
export const copyDatabase = async (admin: Pool, source: string, copy: string, owner: string, settings: readonly string[]): Promise<void> => {
  // Measured: a third of the time of wal_log alone, and twice to four times as many in a second; without fsync its checkpoints cost little.
  await admin.query(`CREATE DATABASE ${quoted(copy)} TEMPLATE ${quoted(source)} OWNER ${quoted(owner)} STRATEGY file_copy`);
  await again(() => admin.query([`REVOKE ALL ON DATABASE ${quoted(copy)} FROM PUBLIC`, ...settings].join("; ")));
};

/** SQLSTATE of a database, or a template, that is not there. */
export const UNKNOWN_DATABASE = "3D000";
/** Longer than any backend needs to end; then the server ends them, in its own way. */
const LOOKS = 100;

/**
 * Ends every connection to a database, and lets no other in. The server would do it itself when it drops the database, but then it
 * looks only ten times a second whether they have gone.
 */
export const closeDatabase = async (admin: Pool, name: string): Promise<void> => {
  await admin.query(`ALTER DATABASE ${quoted(name)} ALLOW_CONNECTIONS false`);
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const { rowCount } = await admin.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
    if (rowCount === 0) return;
  }
};

/** Removes a database, whoever is connected to it and whatever they have open; one that is gone already is no failure. */
export const dropDatabase = async (admin: Pool, name: string): Promise<void> => {
  try {
    await again(() => closeDatabase(admin, name));
    await admin.query(`DROP DATABASE ${quoted(name)} WITH (FORCE)`);
  } catch (error) {
    if (!isSqlState(error, UNKNOWN_DATABASE)) throw error;
  }
};

/** The same with the role that has its name. */
export const dropClone = async (admin: Pool, name: string): Promise<void> => {
  await dropDatabase(admin, name);
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
    const { rows } = await admin.query<{ readonly oid: number }>("SELECT oid::int FROM pg_roles WHERE rolname = $1", [name]);
    await copyDatabase(admin, template.name, name, name, template.settingsOf(name));
    return { name, password, roleId: rows[0]?.oid ?? 0 };
  } catch (error) {
    await dropClone(admin, name).catch(() => {}); // the next sweep does it
    throw error;
  }
};
