import pg, { type Pool } from "pg";
import type { Clock } from "../../../platform/clock.ts";
import type { PostgresStore } from "../../stores.ts";
import { holdClients } from "../hold-clients.ts";
import { endConnectionsUntil } from "../swap-database.ts";
import { postgresFailed } from "./admin.ts";
import { closeDatabase, copyDatabase, dropDatabase } from "./clone.ts";

const { escapeIdentifier: quoted } = pg;

/** Beside a database, by its lease: a sweep finds them by its name. */
const besides = (name: string) => ({ saved: `${name}_saved`, fresh: `${name}_fresh`, old: `${name}_old` });

const dropThose = async (admin: Pool, names: readonly string[]): Promise<void> => {
  const { rows } = await admin.query<{ readonly datname: string }>("SELECT datname FROM pg_database WHERE datname = ANY ($1)", [names]);
  for (const { datname } of rows) await dropDatabase(admin, datname);
};

/** Removes what {@link saveAs} and an interrupted {@link restoreFrom} have left beside a database. */
export const dropBesides = (admin: Pool, name: string): Promise<void> => dropThose(admin, Object.values(besides(name)));

/** Does something while nobody is connected: clients of the pooler wait, connections straight at the server end. */
const withNobodyIn = async (store: PostgresStore, admin: Pool, name: string, clock: Clock, act: () => Promise<void>): Promise<void> => {
  const letGo = store.pooler ? await holdClients(store.pooler, name, (held) => endConnectionsUntil(admin, name, held, clock), clock) : async () => {};
  try {
    await closeDatabase(admin, name);
    await act();
  } finally {
    await admin.query(`ALTER DATABASE ${quoted(name)} ALLOW_CONNECTIONS true`).finally(letGo);
  }
};

/** Both names change in one transaction: whoever is killed leaves either the old or the new. */
const exchange = async (admin: Pool, name: string): Promise<void> => {
  const { fresh, old } = besides(name);
  const client = await admin.connect();
  try {
    await client.query(["BEGIN", `ALTER DATABASE ${quoted(name)} RENAME TO ${quoted(old)}`, `ALTER DATABASE ${quoted(fresh)} RENAME TO ${quoted(name)}`, "COMMIT"].join("; "));
    client.release();
  } catch (error) {
    client.release(true); // with its transaction
    throw error;
  }
};

/** Puts a copy of `source` in the place of a database. @param settingsOf What the copy is given besides. */
export const restoreFrom = async (store: PostgresStore, admin: Pool, name: string, source: string, settingsOf: (copy: string) => readonly string[], clock: Clock): Promise<void> => {
  const { fresh, old } = besides(name);
  try {
    await dropThose(admin, [fresh, old]); // of a run that was interrupted
    await copyDatabase(admin, source, fresh, name, settingsOf(fresh));
    await withNobodyIn(store, admin, name, clock, () => exchange(admin, name));
    await dropDatabase(admin, old);
  } catch (cause) {
    throw postgresFailed(`restore the database ${name}`, cause);
  }
};

/**
 * Keeps a copy of a database as it is now.
 *
 * @returns what to restore from.
 */
export const saveAs = async (store: PostgresStore, admin: Pool, name: string, clock: Clock): Promise<string> => {
  const { saved } = besides(name);
  try {
    await dropThose(admin, [saved]);
    await withNobodyIn(store, admin, name, clock, () => copyDatabase(admin, name, saved, name, []));
  } catch (cause) {
    throw postgresFailed(`keep the database ${name} as it is`, cause);
  }
  return saved;
};
