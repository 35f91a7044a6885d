import type { Dataset } from "./dataset.ts";
import type { DatasetOutcome } from "./outcome.ts";
import { seedPostgres, type PostgresTarget } from "./seed-postgres.ts";
import type { SeedRun } from "./seed-run.ts";

/** The stores that a dataset is written into; those that it needs must be there. */
export interface SeedTargets {
  readonly postgres: PostgresTarget | undefined;
}

/**
 * Applies what is new or changed of a dataset.
 *
 * @throws {DevError} `SEED_FAILED`, `SEED_INVALID`
 */
export const applyDataset = async (dataset: Dataset, { postgres }: SeedTargets, run: SeedRun): Promise<DatasetOutcome> => {
  const files = postgres && dataset.postgres.length > 0 ? await seedPostgres(dataset, postgres, run) : [];
  return { dataset: dataset.name, files };
};
