import type { Client } from "pg";
import { DevError } from "../../errors/dev-error.ts";
import type { PostgresStore } from "../stores.ts";
import { connectPostgres } from "./connect.ts";
import { QUIET } from "./database-sql.ts";

/** What a connection is for, as an error says it: "Postgres could not be `what`". */
interface Purpose {
  readonly what: string;
  readonly hint: string;
}

/**
 * One connection of the superuser's to one database.
 *
 * @throws {DevError} `TASK_FAILED` with the server's sentence, never with a statement: some hold passwords.
 */
export const withClient = async <T>({ action, address }: Pick<PostgresStore, "action" | "address">, database: string, { what, hint }: Purpose, use: (client: Client) => Promise<T>): Promise<T> => {
  try {
    await using client = await connectPostgres({ ...address, database, user: action.superuser, password: action.superuserPassword });
    await client.query(QUIET);
    return await use(client);
  } catch (cause) {
    if (cause instanceof DevError) throw cause;
    throw new DevError("TASK_FAILED", `Postgres could not be ${what} (database ${database}): ${cause instanceof Error ? cause.message : String(cause)}`, { hint, cause });
  }
};
