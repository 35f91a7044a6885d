import pg, { type Pool } from "pg";
import type { Clock } from "../../../platform/clock.ts";
import type { PostgresStore } from "../../stores.ts";
import { MAINTENANCE } from "../database-facts.ts";
import { holdClients } from "../hold-clients.ts";
import { endConnectionsUntil, swapDatabase } from "../swap-database.ts";
import { postgresFailed, withSuperuser } from "./admin.ts";
import { copyDatabase } from "./clone.ts";

const { escapeIdentifier: quoted } = pg;

/** Beside a database, by its lease: a sweep finds them by its name. */
const savedName = (name: string): string => `${name}_saved`;
const halvesOf = (name: string) => ({ database: name, fresh: `${name}_fresh`, old: `${name}_old` });

const drop = (admin: Pool, name: string) => admin.query(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);

/** Removes what {@link saveAs} and an interrupted {@link restoreFrom} have left of it. */
export const dropSaved = async (admin: Pool, name: string): Promise<void> => {
  const { fresh, old } = halvesOf(name);
  const { rows } = await admin.query<{ readonly datname: string }>("SELECT datname FROM pg_database WHERE datname = ANY ($1)", [[savedName(name), fresh, old]]);
  for (const { datname } of rows) await drop(admin, datname);
};

/** Puts a copy of `source` in the place of a database; clients of the pooler wait meanwhile. */
export const restoreFrom = async (store: PostgresStore, admin: Pool, name: string, source: string, settingsOf: (copy: string) => readonly string[], clock: Clock): Promise<void> => {
  const names = halvesOf(name);
  try {
    await drop(admin, names.fresh); // of a run that was interrupted
    await drop(admin, names.old);
    await copyDatabase(admin, source, names.fresh, name, settingsOf(names.fresh));
    await withSuperuser(store, MAINTENANCE, (client) => withSuperuser(store, MAINTENANCE, (ender) => swapDatabase(client, ender, store, names, clock)));
  } catch (cause) {
    throw postgresFailed(`restore the database ${name}`, cause);
  }
};

/**
 * Keeps a copy of a database as it is now; nobody may be connected while it is made.
 *
 * @returns what to restore from.
 */
export const saveAs = async (store: PostgresStore, admin: Pool, name: string, clock: Clock): Promise<string> => {
  const saved = savedName(name);
  const copy = () =>
    withSuperuser(store, MAINTENANCE, async (client) => {
      const letGo = store.pooler ? await holdClients(store.pooler, name, (held) => endConnectionsUntil(client, name, held, clock), clock) : async () => {};
      try {
        await client.query(`ALTER DATABASE ${quoted(name)} ALLOW_CONNECTIONS false`);
        await client.query("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1", [name]);
        await drop(admin, saved);
        await copyDatabase(admin, name, saved, name, []);
      } finally {
        await client.query(`ALTER DATABASE ${quoted(name)} ALLOW_CONNECTIONS true`);
        await letGo();
      }
    });
  await copy().catch((cause: unknown) => {
    throw postgresFailed(`keep the database ${name} as it is`, cause);
  });
  return saved;
};
