import pg, { type Client } from "pg";
import { atMost, type Clock } from "../../platform/clock.ts";
import type { PostgresStore } from "../stores.ts";
import { OURS } from "./database-facts.ts";
import { holdClients } from "./hold-clients.ts";

const { escapeIdentifier: name } = pg;

/** Two databases that are exchanged, by name. */
export interface Exchange {
  readonly database: string;
  /** Takes its place. */
  readonly fresh: string;
  /** What was in it, until it is dropped. */
  readonly old: string;
}

/** By its oid: names have at most 63 bytes. */
export const exchangeOf = (database: string, oid: number): Exchange => ({ database, fresh: `${OURS}fresh-${oid}`, old: `${OURS}old-${oid}` });

const PAUSE_MS = 20;

/** Ends every connection to a database, again and again until something is over. */
export const endConnectionsUntil = async (client: Pick<Client, "query">, database: string, over: Promise<unknown>, clock: Clock): Promise<void> => {
  let isOver = false;
  over.then(() => (isOver = true), () => (isOver = true));
  while (!isOver) {
    await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [database]);
    await atMost(PAUSE_MS, over.catch(() => {}), clock); // what it fails with is thrown where it is waited for
  }
};

const exchange = async (client: Client, ender: Client, { database, fresh, old }: Exchange, clock: Clock): Promise<void> => {
  await client.query("BEGIN");
  try {
    // It locks the database against newcomers, and waits five seconds for who is in it.
    const renamed = client.query(`ALTER DATABASE ${name(database)} RENAME TO ${name(old)}`);
    await endConnectionsUntil(ender, database, renamed, clock);
    await renamed;
    await client.query(`ALTER DATABASE ${name(fresh)} RENAME TO ${name(database)}`);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
};

/**
 * Puts one database in the place of another, which stays under its new name. Whoever is connected by the pooler only waits; both
 * names change in one transaction, so that a run which is killed leaves either the old or the new.
 *
 * @param client Connected to neither. @param ender Another one.
 */
export const swapDatabase = async (client: Client, ender: Client, { pooler }: Pick<PostgresStore, "pooler">, names: Exchange, clock: Clock): Promise<void> => {
  const letGo = pooler ? await holdClients(pooler, names.database, (held) => endConnectionsUntil(ender, names.database, held, clock), clock) : async () => {};
  try {
    await exchange(client, ender, names, clock);
  } finally {
    await letGo();
  }
};

/** What was in an exchanged database. */
export const dropOld = async (client: Client, { old }: Exchange): Promise<void> => void (await client.query(`DROP DATABASE ${name(old)} WITH (FORCE)`));

/** Drops what a killed run has left: halves of an exchange. */
export const dropHalves = async (client: Client): Promise<void> => {
  const { rows: halves } = await client.query<{ readonly datname: string }>("SELECT datname FROM pg_database WHERE NOT datistemplate AND starts_with(datname, $1)", [OURS]);
  for (const { datname } of halves) await client.query(`DROP DATABASE ${name(datname)} WITH (FORCE)`);
};
