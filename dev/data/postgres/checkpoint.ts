import pg from "pg";
import type { Address } from "../../probes/address.ts";
import type { DatabasesAction } from "./database-sql.ts";

const WITHIN_MS = 15_000;

/** Has Postgres write what it holds in memory, so that there is little to replay after a crash. It is a courtesy: a server that cannot is not asked again. */
export const writeCheckpoint = async ({ host, port }: Address, { superuser, superuserPassword }: DatabasesAction): Promise<void> => {
  const client = new pg.Client({ host, port, database: "postgres", user: superuser, password: superuserPassword, application_name: "neotool", connectionTimeoutMillis: WITHIN_MS, query_timeout: WITHIN_MS });
  client.on("error", () => {}); // said by the rejections, too
  try {
    await client.connect();
    await client.query("CHECKPOINT");
  } catch {
    // see above
  } finally {
    await client.end().catch(() => {});
  }
};
