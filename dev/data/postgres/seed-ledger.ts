import type { Client } from "pg";

/**
 * Not `neotool`: a schema of the owner's own name would be the first that its unqualified names are looked up in, and the
 * migrations' tables would be made there.
 */
export const SEED_LEDGER_SCHEMA = "neotool_dev";
/** What was applied to a database, in the database itself: it goes with the data, and comes back with their snapshot. */
export const SEED_LEDGER = `${SEED_LEDGER_SCHEMA}.seed_ledger`;

export interface LedgerKey {
  readonly dataset: string;
  /** Inside the dataset, for example `postgres/010-users.sql`. */
  readonly file: string;
}

const isThere = async (client: Client): Promise<boolean> => (await client.query<{ is: boolean }>("SELECT to_regclass($1) IS NOT NULL AS is", [SEED_LEDGER])).rows[0]?.is === true;

/** Where a part of the data has gone, nobody knows which files were in it: the next seed applies all of them. */
export const forgetSeeds = async (client: Client): Promise<void> => {
  if (await isThere(client)) await client.query(`DELETE FROM ${SEED_LEDGER}`);
};

/** The hashes of a dataset's files as they were applied, by file. */
export const readSeedLedger = async (client: Client, dataset: string): Promise<ReadonlyMap<string, string>> => {
  if (!(await isThere(client))) return new Map();
  const { rows } = await client.query<{ file: string; hash: string }>(`SELECT file, hash FROM ${SEED_LEDGER} WHERE dataset = $1`, [dataset]);
  return new Map(rows.map(({ file, hash }) => [file, hash]));
};

const MAKE = [
  `CREATE SCHEMA IF NOT EXISTS ${SEED_LEDGER_SCHEMA}`,
  `CREATE TABLE IF NOT EXISTS ${SEED_LEDGER} (dataset text, file text, hash text NOT NULL, rows bigint NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (dataset, file))`,
  `COMMENT ON TABLE ${SEED_LEDGER} IS 'Written by neotool dev seed: which files of which dataset are in this database'`,
].join("; ");

/**
 * Applies a file in one transaction together with its row in the ledger: both are kept, or neither. The session's settings
 * and role, which a file may change, are put back.
 *
 * @param hash Asked for when the file is applied.
 */
export const recorded = async (client: Client, { dataset, file }: LedgerKey, hash: () => string, apply: () => Promise<number>): Promise<number> => {
  await client.query("BEGIN");
  try {
    const rows = await apply();
    await client.query(`RESET ROLE; ${MAKE}`);
    await client.query(
      `INSERT INTO ${SEED_LEDGER} (dataset, file, hash, rows) VALUES ($1, $2, $3, $4) ON CONFLICT (dataset, file) DO UPDATE SET hash = excluded.hash, rows = excluded.rows, applied_at = now()`,
      [dataset, file, hash(), rows],
    );
    await client.query("COMMIT");
    await client.query("DISCARD ALL");
    return rows;
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {}); // where the connection is lost, the server has done it
    throw error;
  }
};
