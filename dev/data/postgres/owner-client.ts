import pg, { type Client } from "pg";
import type { Address } from "../../probes/address.ts";

/** The role that owns every database. Holds a secret. */
export interface OwnerLogin {
  readonly address: Address;
  readonly user: string;
  readonly password: string;
}

/**
 * Works in a database as its owner, straight at the server: what a session sets stays with it.
 *
 * @throws pg's own error when the server refuses; the signal's reason when it is aborted, which also ends what runs.
 */
export const withOwner = async <T>({ address, user, password }: OwnerLogin, database: string, signal: AbortSignal, use: (client: Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ ...address, database, user, password, application_name: "neotool" });
  client.on("error", () => {}); // a server that goes away fails the query, which says so
  const stop = () => void client.end().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    signal.throwIfAborted();
    await client.connect();
    return await use(client);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
    await client.end().catch(() => {});
  }
};
