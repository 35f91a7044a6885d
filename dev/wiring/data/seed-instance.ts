import { join } from "node:path";
import { DevError } from "../../errors/dev-error.ts";
import { lockInstance } from "../../instance/lock.ts";
import { packageRoot } from "../../platform/package-root.ts";
import type { Clock } from "../../platform/clock.ts";
import { applyDataset } from "../../seed/apply-dataset.ts";
import { storesOfDataset, type Dataset, type SeedStore } from "../../seed/dataset.ts";
import { chooseDatasets, findDatasets, readDataset, type DatasetPlace } from "../../seed/find-datasets.ts";
import type { DatasetOutcome, SeedReport } from "../../seed/outcome.ts";
import { checkDatabases, type SeedTargets } from "../../seed/targets.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { runningInstance, type RunningInstance } from "./running-instance.ts";

const DEFAULT_DIRECTORY = "neotool/seeds";

/** Where the datasets of a project are, relative to its working copy. */
export const seedDirectory = (_project: Pick<Project, "config">): string => DEFAULT_DIRECTORY;

/** The datasets of a working copy and those that are shipped, by name. @throws {DevError} `SEED_INVALID` */
export const datasetsOf = (project: Project): Promise<readonly DatasetPlace[]> =>
  findDatasets({ project: join(project.instance.workingCopy, seedDirectory(project)), neotool: join(packageRoot, "seeds") });

/** Reads the datasets that are meant; none is named: all of the project. @throws {DevError} `USAGE`, `SEED_INVALID` */
export const openDatasets = async (project: Project, names: readonly string[]): Promise<readonly Dataset[]> =>
  Promise.all(chooseDatasets(await datasetsOf(project), names, seedDirectory(project)).map(readDataset));

const targetsOf = ({ settings }: Project, { stores, known }: RunningInstance): SeedTargets => {
  const { postgres, kafka, minio, vault } = stores;
  return {
    postgres: postgres && {
      address: postgres.address,
      user: postgres.action.owner,
      password: known.credentials.values.get("postgres.owner") ?? "",
      database: settings.postgres.database,
      databases: postgres.action.databases.map(({ name }) => name),
    },
    kafka: kafka?.address,
    minio: minio && { address: minio.address, keys: minio.action, own: minio.jwks },
    vault: vault && { url: `http://${vault.address.host}:${vault.address.port}`, token: vault.action.token, mount: vault.action.mount, keys: vault.action.path },
  };
};

/** @throws {DevError} `SERVICE_NOT_RUNNING` naming every store that a dataset needs and that does not run. */
const checkStores = (datasets: readonly Dataset[], stores: Readonly<Record<SeedStore, unknown>>): void => {
  for (const dataset of datasets) {
    const missing = storesOfDataset(dataset).filter((store) => stores[store] === undefined);
    if (missing.length === 0) continue;
    throw new DevError("SERVICE_NOT_RUNNING", `The dataset ${dataset.name} is for ${missing.join(" and ")}, which ${missing.length === 1 ? "does" : "do"} not run; nothing was applied`, {
      hint: `neotool dev up --only ${missing.join(",")}`,
    });
  }
};

export interface SeedRequest {
  readonly datasets: readonly Dataset[];
  /** Also what was applied already. */
  readonly force: boolean;
}

/**
 * Writes datasets into the stores of an instance that is known to run and locked, one after the other.
 *
 * @throws {DevError} `SERVICE_NOT_RUNNING`, `SEED_INVALID`, `SEED_FAILED`
 */
export const seedStores = async (project: Project, running: RunningInstance, { datasets, force }: SeedRequest, report: SeedReport, clock: Clock, signal: AbortSignal): Promise<readonly DatasetOutcome[]> => {
  checkStores(datasets, running.stores);
  const targets = targetsOf(project, running);
  if (targets.postgres) for (const dataset of datasets) checkDatabases(dataset, targets.postgres);
  const outcomes: DatasetOutcome[] = [];
  for (const dataset of datasets) outcomes.push(await applyDataset(dataset, targets, { force, report, clock, signal }));
  return outcomes;
};

/** The same, for who holds no lock. @throws {DevError} also `INSTANCE_BUSY` and one of the `ENGINE_*` codes. */
export const seedInstance = async (project: Project, surroundings: Surroundings, request: SeedRequest, report: SeedReport, signal: AbortSignal): Promise<readonly DatasetOutcome[]> => {
  const running = await runningInstance(project, surroundings, signal);
  await using _lock = await lockInstance(project.directory, "seed");
  return await seedStores(project, running, request, report, surroundings.clock, signal);
};
