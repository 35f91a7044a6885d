import pg, { type Client, type Pool } from "pg";
import { DevError } from "../../../errors/dev-error.ts";
import { messageOf } from "../../../errors/message-of.ts";
import type { PostgresStore } from "../../stores.ts";
import { connectPostgres } from "../connect.ts";
import { MAINTENANCE } from "../database-facts.ts";

/** What a process takes of the server for itself, however many databases it has: making one is work for a core, and there are few. */
const CONNECTIONS = 3;

/** What fails must not stand in the server's log or statistics: some of these statements hold passwords. And where the file system can, copies share their blocks. */
const OPTIONS = "-c file_copy_method=clone -c log_statement=none -c log_min_error_statement=panic -c client_min_messages=warning -c pg_stat_statements.track=none";

const DISK_FULL = "53100";
const HINT = "neotool dev logs postgres says more.";

/** Wraps the server's sentence, never a statement. @param what As in "Postgres could not …". */
export const postgresFailed = (what: string, cause: unknown, hint = HINT): DevError => {
  if (cause instanceof DevError) return cause;
  const sentence = `Postgres could not ${what}: ${messageOf(cause)}`;
  if (isSqlState(cause, DISK_FULL)) return new DevError("DISK_FULL", sentence, { hint: "neotool dev prune --yes removes what dead tests have left; docker system df says what else takes room.", cause });
  return new DevError("TASK_FAILED", sentence, { hint, cause });
};

/** Whether the server answered with one of these SQLSTATEs. */
export const isSqlState = (error: unknown, ...states: readonly string[]): boolean => error instanceof pg.DatabaseError && error.code !== undefined && states.includes(error.code);

const settings = ({ action, address }: Pick<PostgresStore, "action" | "address">) => ({
  ...address,
  user: action.superuser,
  password: action.superuserPassword,
  application_name: `neotool tests ${process.pid}`,
  options: OPTIONS,
});

/**
 * The superuser's connections of this process, shared by everything that isolates. They are made when they are needed, and keep no
 * process alive. Once made they stay: tests may take every other that the server has, and what they have must be removed all the same.
 *
 * @param most @default 3
 */
export const openAdmin = (store: PostgresStore, most: number = CONNECTIONS): Pool => {
  const pool = new pg.Pool({ ...settings(store), database: MAINTENANCE, max: most, idleTimeoutMillis: 0, allowExitOnIdle: true });
  pool.on("error", () => {}); // of a connection that nobody uses: the next one is made anew
  return pool;
};

/** One connection of the superuser's beside the shared ones, to any database. */
export const withSuperuser = async <T>(store: PostgresStore, database: string, use: (client: Client) => Promise<T>): Promise<T> => {
  await using client = await connectPostgres({ ...settings(store), database });
  return await use(client);
};
