import pg, { type Client } from "pg";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import { atMost, type Clock } from "../../platform/clock.ts";
import type { PostgresStore } from "../stores.ts";
import { connectPostgres } from "./connect.ts";

/** How long a transaction that is under way may go on, until its connection is ended. */
const GRACE_MS = 500;

type Pooler = NonNullable<PostgresStore["pooler"]>;

/** The console understands names in double quotes, with a quote doubled as in SQL. */
const { escapeIdentifier: name } = pg;

const connectTo = ({ address }: Pooler, database: string, user: string, password: string): Promise<Client & AsyncDisposable> => connectPostgres({ ...address, database, user, password });

/** The pooler's admin console. */
export const openConsole = (pooler: Pooler): Promise<Client & AsyncDisposable> => connectTo(pooler, "pgbouncer", pooler.user, pooler.password);

/**
 * Whether the console did it. It refuses for a database that nobody has used yet, and one that is as it is to be. Which there are
 * it does not tell: one that has no connection at the moment is in no list, and stays held all the same.
 */
const does = (command: Promise<unknown>): Promise<boolean> =>
  command.then(
    () => true,
    (error: unknown) => {
      if (error instanceof pg.DatabaseError) return false;
      throw error;
    },
  );

/**
 * Lets nobody reach a database by the pooler: who comes waits, without noticing more than that, until they are let on.
 * Transactions that are under way get half a second, and are ended then.
 *
 * @param end Ends every connection to the database in the server, until something is over.
 * @returns lets them on.
 */
export const holdClients = async (pooler: Pooler, database: string, end: (held: Promise<unknown>) => Promise<void>, clock: Clock): Promise<() => Promise<void>> => {
  const console = await openConsole(pooler);
  // Resolves when no connection of the pooler's to it is in use any more.
  let isOver = false;
  const held = does(console.query(`PAUSE ${name(database)}`)).finally(() => (isOver = true));
  await atMost(GRACE_MS, held, clock);
  if (!isOver) await end(held);
  const isHeld = await held;
  return async () => {
    try {
      if (isHeld) await console.query(`RESUME ${name(database)}`);
    } finally {
      await console.end();
    }
  };
};

/** Lets on whoever a killed run has left waiting for one of these databases. @throws {DevError} `TASK_FAILED` */
export const letOn = async (pooler: Pooler, databases: readonly string[]): Promise<void> => {
  const console = await openConsole(pooler);
  try {
    for (const database of databases) await does(console.query(`RESUME ${name(database)}`));
  } catch (error) {
    throw new DevError("TASK_FAILED", `PgBouncer could not be told to let its clients go on: ${rootMessage(error)}`, { hint: "neotool dev restart pgbouncer does it.", cause: error });
  } finally {
    await console.end();
  }
};
