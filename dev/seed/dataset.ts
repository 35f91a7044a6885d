import type { Table } from "../data/postgres/copy-csv.ts";
import type { SourceFile } from "../data/source-file.ts";

export const SEED_STORES = ["postgres", "kafka", "minio", "vault"] as const;
export type SeedStore = (typeof SEED_STORES)[number];

export interface SeedFile extends SourceFile {
  /** Inside the dataset, with slashes: what ledgers know it by. */
  readonly name: string;
}

export type PostgresFile = SeedFile & {
  /** `undefined`: the application's database. */
  readonly database: string | undefined;
} & ({ readonly kind: "sql" } | { readonly kind: "csv"; readonly table: Table });

/** One record a line. */
export interface TopicFile extends SeedFile {
  readonly topic: string;
}

export interface ObjectFile extends SeedFile {
  readonly bucket: string;
  readonly key: string;
}

/** Known data for the stores: a directory, read but for the contents of its files. Files are in the order in which they are applied. */
export interface Dataset {
  readonly name: string;
  readonly directory: string;
  /** Of the working copy, or shipped with the tool. */
  readonly origin: "project" | "neotool";
  readonly postgres: readonly PostgresFile[];
  /** `topics.yaml`. */
  readonly topics: SeedFile | undefined;
  readonly kafka: readonly TopicFile[];
  readonly minio: readonly ObjectFile[];
  readonly vault: readonly SeedFile[];
  /** `seed.ts`. */
  readonly program: SeedFile | undefined;
}

export const filesOf = ({ postgres, topics, kafka, minio, vault, program }: Dataset): readonly SeedFile[] => [...postgres, ...(topics ? [topics] : []), ...kafka, ...minio, ...vault, ...(program ? [program] : [])];

/** Which stores a dataset needs. A `seed.ts` is written down in Postgres. */
export const storesOfDataset = ({ postgres, topics, kafka, minio, vault, program }: Dataset): readonly SeedStore[] => {
  const needs = { postgres: postgres.length > 0 || program !== undefined, kafka: topics !== undefined || kafka.length > 0, minio: minio.length > 0, vault: vault.length > 0 };
  return SEED_STORES.filter((store) => needs[store]);
};
