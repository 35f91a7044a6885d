/** What a `seed.ts` gets: where the stores are and who may write to them, no clients. Holds secrets. */
export interface SeedStores {
  /** The dataset's name. */
  readonly dataset: string;
  /** All variables of `neotool dev env`. */
  readonly env: Readonly<Record<string, string>>;
  /** As the owner, straight at the server; `url` for the application's database. */
  readonly postgres: { readonly host: string; readonly port: number; readonly database: string; readonly user: string; readonly password: string; readonly url: string };
  /** `undefined` where it does not run, as the others. */
  readonly kafka: { readonly brokers: string } | undefined;
  readonly minio: { readonly endpoint: string; readonly region: string; readonly accessKey: string; readonly secretKey: string } | undefined;
  readonly vault: { readonly address: string; readonly token: string } | undefined;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Says what is being done. */
  report(text: string): void;
}

export type SeedFunction = (stores: SeedStores) => Promise<void> | void;

/**
 * Gives the function of a `seed.ts` its types; returns what it is given. It is called when the file is new or has changed,
 * after the dataset's other files, and again where it was interrupted: it must bear that.
 *
 * @example
 * import { defineSeed } from "neotool";
 * import pg from "pg";
 * export default defineSeed(async ({ postgres }) => {
 *   const client = new pg.Client(postgres.url);
 *   await client.connect();
 *   await client.query("UPDATE app.orders SET due = now() + interval '7 days' WHERE due < now()");
 *   await client.end();
 * });
 */
export const defineSeed = (seed: SeedFunction): SeedFunction => seed;
