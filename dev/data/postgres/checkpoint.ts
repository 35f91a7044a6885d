import type { Address } from "../../probes/address.ts";
import { connectPostgres } from "./connect.ts";
import { MAINTENANCE } from "./database-facts.ts";
import type { DatabasesAction } from "./database-sql.ts";

const WITHIN_MS = 15_000;

/** Has Postgres write what it holds in memory, so that there is little to replay after a crash. It is a courtesy: a server that cannot is not asked again. */
export const writeCheckpoint = async (address: Address, { superuser, superuserPassword }: DatabasesAction): Promise<void> => {
  try {
    await using client = await connectPostgres({ ...address, database: MAINTENANCE, user: superuser, password: superuserPassword, connectionTimeoutMillis: WITHIN_MS, query_timeout: WITHIN_MS });
    await client.query("CHECKPOINT");
  } catch {
    // see above
  }
};
