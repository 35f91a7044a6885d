import type { Client } from "pg";
import type { Address } from "../../probes/address.ts";
import { connectPostgres } from "./connect.ts";

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
  try {
    await using client = await connectPostgres({ ...address, database, user, password }, signal);
    return await use(client);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
};
