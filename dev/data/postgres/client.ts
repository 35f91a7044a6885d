import pg, { type Client, type Pool } from "pg";
import { DevError } from "../../errors/dev-error.ts";
import { messageOf } from "../../errors/message-of.ts";
import type { PostgresStore } from "../stores.ts";
import { connectPostgres } from "./connect.ts";
import { MAINTENANCE } from "./database-facts.ts";
import { QUIET } from "./database-sql.ts";

/** What a connection is for, as an error says it: "Postgres could not be `what`". */
interface Purpose {
  readonly what: string;
  readonly hint: string;
}

/** @returns throws what a connection failed with as {@link DevError} `TASK_FAILED` with the server's sentence, never with a statement: some hold passwords. */
export const failedWith = ({ what, hint }: Purpose, database: string) => (cause: unknown): never => {
  if (cause instanceof DevError) throw cause;
  throw new DevError("TASK_FAILED", `Postgres could not be ${what} (database ${database}): ${messageOf(cause)}`, { hint, cause });
};

/**
 * One connection of the superuser's to one database.
 *
 * @throws {DevError} `TASK_FAILED`
 */
export const withClient = async <T>({ action, address }: Pick<PostgresStore, "action" | "address">, database: string, purpose: Purpose, use: (client: Client) => Promise<T>): Promise<T> => {
  const used = async (): Promise<T> => {
    await using client = await connectPostgres({ ...address, database, user: action.superuser, password: action.superuserPassword });
    await client.query(QUIET);
    return await use(client);
  };
  return await used().catch(failedWith(purpose, database));
};

/** Connections of the superuser's to the database that everything is done from which concerns the others. */
export interface Maintenance extends AsyncDisposable {
  readonly database: string;
  readonly pool: Pool;
  /** With one that nobody else uses meanwhile, made if there is none. @throws pg's own error. */
  with<T>(use: (client: Client) => Promise<T>): Promise<T>;
}

/** Of `QUIET` the same; and where the file system can, a copied database shares its blocks. */
const OPTIONS = "-c file_copy_method=clone -c log_statement=none -c log_min_error_statement=panic -c client_min_messages=warning -c pg_stat_statements.track=none";

/** Opens none yet. They stay open until it is disposed of. */
export const openMaintenance = ({ action, address }: Pick<PostgresStore, "action" | "address">): Maintenance => {
  const pool = new pg.Pool({ ...address, database: MAINTENANCE, user: action.superuser, password: action.superuserPassword, application_name: "neotool", options: OPTIONS, idleTimeoutMillis: 0, allowExitOnIdle: true });
  pool.on("error", () => {}); // of a connection that nobody uses: the next one is made anew
  pool.on("connect", (client) => client.on("error", () => {})); // of one that somebody uses: the query fails, which says so
  return {
    database: MAINTENANCE,
    pool,
    with: async (use) => {
      const client = await pool.connect();
      let isUsable = false;
      try {
        const result = await use(client);
        isUsable = true;
        return result;
      } finally {
        client.release(!isUsable); // one that something failed on may be in the middle of a transaction
      }
    },
    [Symbol.asyncDispose]: () => pool.end(),
  };
};
