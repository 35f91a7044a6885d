import type { OwnerLogin } from "../data/postgres/owner-client.ts";
import type { S3Keys } from "../data/minio/s3-client.ts";
import { DevError } from "../errors/dev-error.ts";
import type { Address } from "../probes/address.ts";
import type { Dataset } from "./dataset.ts";

export interface PostgresTarget extends OwnerLogin {
  /** The application's. */
  readonly database: string;
  /** All that the definition has. */
  readonly databases: readonly string[];
}

export interface MinioTarget {
  readonly address: Address;
  readonly keys: S3Keys;
  /** The object that is the instance's, not a dataset's. */
  readonly own: { readonly bucket: string; readonly key: string };
}

export interface VaultTarget {
  readonly url: string;
  readonly token: string;
  /** Where the ledger is, and the instance's own keys. */
  readonly mount: string;
  /** The path of those keys. */
  readonly keys: string;
}

/** The stores that a dataset is written into, where they run. Holds secrets. */
export interface SeedTargets {
  readonly postgres: PostgresTarget | undefined;
  readonly kafka: Address | undefined;
  readonly minio: MinioTarget | undefined;
  readonly vault: VaultTarget | undefined;
}

/** @throws {DevError} `SEED_INVALID` before anything is applied, where files are for a database that there is none of. */
export const checkDatabases = ({ postgres }: Dataset, { databases }: Pick<PostgresTarget, "databases">): void => {
  const stray = postgres.find(({ database }) => database !== undefined && !databases.includes(database));
  if (!stray) return;
  throw new DevError("SEED_INVALID", `${stray.shown} is for the database ${stray.database}, which the definition has not`, { hint: `Known: ${databases.join(", ")}. Add it to postgres.databases in neotool.config.ts.` });
};
