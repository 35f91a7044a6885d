import type { Address } from "../../probes/address.ts";
import { connectPostgres } from "./connect.ts";
import { MAINTENANCE } from "./database-facts.ts";
import type { DatabasesAction } from "./database-sql.ts";

const WITHIN_MS = 15_000;
/** Half a segment of the log. Who begins the next one fills up the rest of it. */
const FULL = 8 * 1024 * 1024;

/** Has Postgres write what it holds in memory, so that there is little to replay after a crash, and forget what it has logged, so that there is little to copy. It is a courtesy: a server that cannot is not asked again. */
export const writeCheckpoint = async (address: Address, { superuser, superuserPassword }: DatabasesAction): Promise<void> => {
  try {
    await using client = await connectPostgres({ ...address, database: MAINTENANCE, user: superuser, password: superuserPassword, connectionTimeoutMillis: WITHIN_MS, query_timeout: WITHIN_MS });
    await client.query(`SELECT pg_switch_wal() WHERE (pg_walfile_name_offset(pg_current_wal_insert_lsn())).file_offset > ${FULL}`);
    await client.query("CHECKPOINT");
  } catch {
    // see above
  }
};
