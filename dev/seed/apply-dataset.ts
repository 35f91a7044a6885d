import type { Dataset } from "./dataset.ts";
import type { DatasetOutcome } from "./outcome.ts";
import type { SeedRun } from "./seed-run.ts";
import type { SeedTargets } from "./targets.ts";

/**
 * Applies what is new or changed of a dataset, one store after the other; what speaks to a store is loaded only for it.
 * Stores that do not run are passed over: who must not have that looks before.
 *
 * @throws {DevError} `SEED_FAILED`, `SEED_INVALID`
 */
export const applyDataset = async (dataset: Dataset, { postgres, kafka, minio, vault }: SeedTargets, run: SeedRun): Promise<DatasetOutcome> => ({
  dataset: dataset.name,
  files: [
    ...(postgres && dataset.postgres.length > 0 ? await (await import("./seed-postgres.ts")).seedPostgres(dataset, postgres, run) : []),
    ...(kafka && (dataset.topics || dataset.kafka.length > 0) ? await (await import("./seed-kafka.ts")).seedKafka(dataset, kafka, run) : []),
    ...(minio && dataset.minio.length > 0 ? await (await import("./seed-minio.ts")).seedMinio(dataset, minio, run) : []),
    ...(vault && dataset.vault.length > 0 ? await (await import("./seed-vault.ts")).seedVault(dataset, vault, run) : []),
  ],
});
