import type { Dataset, SeedFile } from "./dataset.ts";
import type { DatasetOutcome, FileOutcome } from "./outcome.ts";
import type { ProgramParts } from "./run-program.ts";
import type { SeedRun } from "./seed-run.ts";
import type { PostgresTarget, SeedTargets } from "./targets.ts";

const programOf = async (dataset: Dataset, program: SeedFile, postgres: PostgresTarget, parts: ProgramParts, run: SeedRun): Promise<readonly FileOutcome[]> => {
  const { runProgram } = await import("./run-program.ts");
  const outcome = await runProgram(dataset, program, postgres, parts, run);
  run.report.done(dataset.name, outcome);
  return [outcome];
};

/**
 * Applies what is new or changed of a dataset, one store after the other; what speaks to a store is loaded only for it.
 * Stores that do not run are passed over: who must not have that looks before.
 *
 * @throws {DevError} `SEED_FAILED`, `SEED_INVALID`
 */
export const applyDataset = async (dataset: Dataset, { postgres, kafka, minio, vault }: SeedTargets, parts: ProgramParts, run: SeedRun): Promise<DatasetOutcome> => ({
  dataset: dataset.name,
  files: [
    ...(postgres && dataset.postgres.length > 0 ? await (await import("./seed-postgres.ts")).seedPostgres(dataset, postgres, run) : []),
    ...(kafka && (dataset.topics || dataset.kafka.length > 0) ? await (await import("./seed-kafka.ts")).seedKafka(dataset, kafka, run) : []),
    ...(minio && dataset.minio.length > 0 ? await (await import("./seed-minio.ts")).seedMinio(dataset, minio, run) : []),
    ...(vault && dataset.vault.length > 0 ? await (await import("./seed-vault.ts")).seedVault(dataset, vault, run) : []),
    ...(postgres && dataset.program ? await programOf(dataset, dataset.program, postgres, parts, run) : []),
  ],
});
