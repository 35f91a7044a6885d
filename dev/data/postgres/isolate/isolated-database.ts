import type { Address } from "../../../probes/address.ts";

/** What a client needs to log in, and the same as URLs. Holds a secret. */
export interface DatabaseLogin {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `postgresql://user:password@host:port/database`, as most clients take it. */
  readonly url: string;
  /** `jdbc:postgresql://host:port/database`, without user and password: JDBC takes them apart. */
  readonly jdbcUrl: string;
}

/**
 * A database of its own with the only role that may connect to it. What others do is not seen in it, and what is done in it
 * nobody else sees. Removed by `await using`, whoever is still connected and whatever transaction is open.
 *
 * @example
 * await using database = await isolation.database({ migrate: "db/migrations" });
 * const client = new pg.Client(database.direct.url);
 */
export interface IsolatedDatabase extends AsyncDisposable {
  /** Of the database and of its role. */
  readonly name: string;
  /** The number of its role, by which `pg_stat_statements` counts what was run in it, also when it is gone. */
  readonly roleId: number;
  /** Straight at the server: for migrations, LISTEN, advisory locks, session settings. */
  readonly direct: DatabaseLogin;
  /** Through PgBouncer in transaction mode, as applications in production; `undefined` where it does not run. */
  readonly pooled: DatabaseLogin | undefined;
  /**
   * Makes what is in it now the state that {@link restore} brings back, in place of the template's: for what a test has seeded.
   * Connections straight at the server end; those through PgBouncer wait.
   *
   * @throws {DevError} `TASK_FAILED`
   */
  save(): Promise<void>;
  /**
   * Brings back the state after the migrations, or after the last {@link save}: data, sequences and tables alike. Connections
   * straight at the server end; those through PgBouncer wait and go on, but for a transaction that is open longer than half a second.
   *
   * @throws {DevError} `TASK_FAILED`
   */
  restore(): Promise<void>;
}

/** Pure. How a role gets to a database of its own name. */
export const loginAt = ({ host, port }: Address, name: string, password: string): DatabaseLogin => ({
  host,
  port,
  database: name,
  user: name,
  password,
  url: `postgresql://${name}:${password}@${host}:${port}/${name}`,
  jdbcUrl: `jdbc:postgresql://${host}:${port}/${name}`,
});
