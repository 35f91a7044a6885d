import { join } from "node:path";
import { DevError } from "../../errors/dev-error.ts";
import { variablesFor } from "../../env/variables.ts";
import { lockInstance } from "../../instance/lock.ts";
import { packageRoot } from "../../platform/package-root.ts";
import type { Clock } from "../../platform/clock.ts";
import { applyDataset } from "../../seed/apply-dataset.ts";
import { storesOfDataset, type Dataset, type SeedStore } from "../../seed/dataset.ts";
import { chooseDatasets, findDatasets, readDataset, type DatasetPlace } from "../../seed/find-datasets.ts";
import type { DatasetOutcome, SeedReport } from "../../seed/outcome.ts";
import type { ProgramParts } from "../../seed/run-program.ts";
import { checkDatabases, type SeedTargets } from "../../seed/targets.ts";
import { self, type Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { connectionFacts } from "./connection-facts.ts";
import { runningInstance, type RunningInstance } from "./running-instance.ts";

/** Where the datasets of a project are, relative to its working copy. */
export const seedDirectory = ({ config }: Pick<Project, "config">): string => config.seeds?.directory ?? "neotool/seeds";

/** The datasets of a working copy and those that are shipped, by name. @throws {DevError} `SEED_INVALID` */
export const datasetsOf = (project: Project): Promise<readonly DatasetPlace[]> =>
  findDatasets({ project: join(project.instance.workingCopy, seedDirectory(project)), neotool: join(packageRoot, "seeds") });

/** The datasets that are meant; none is named: all of the project. @throws {DevError} `USAGE` */
export const chosenDatasets = async (project: Project, names: readonly string[]): Promise<readonly DatasetPlace[]> => chooseDatasets(await datasetsOf(project), names, seedDirectory(project));

/** The same, read. @throws {DevError} `USAGE`, `SEED_INVALID` */
export const openDatasets = async (project: Project, names: readonly string[]): Promise<readonly Dataset[]> => Promise.all((await chosenDatasets(project, names)).map(readDataset));

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

/** What a `seed.ts` is told. */
const programStores = async (project: Project, { known }: RunningInstance, { postgres, kafka, minio, vault }: SeedTargets): Promise<ProgramParts["stores"]> => {
  const { owner } = project.settings.postgres;
  const facts = await connectionFacts(project, known, { user: owner, credential: "postgres.owner" });
  const { host, port } = postgres?.address ?? { host: "", port: 0 };
  const { user = "", password = "", database = "" } = postgres ?? {};
  return {
    env: Object.fromEntries(variablesFor(facts, undefined)),
    postgres: { host, port, database, user, password, url: `postgresql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}` },
    kafka: kafka && { brokers: `${kafka.host}:${kafka.port}` },
    minio: minio && { endpoint: `http://${minio.address.host}:${minio.address.port}`, region: project.settings.minio.region, accessKey: minio.keys.accessKey, secretKey: minio.keys.secretKey },
    vault: vault && { address: vault.url, token: vault.token },
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
  /** Whether a store that does not run is an error, before anything is applied. */
  readonly missing: "fail" | "pass-over";
}

/**
 * Writes datasets into the stores of an instance that is known to run and locked, one after the other.
 *
 * @throws {DevError} `SERVICE_NOT_RUNNING`, `SEED_INVALID`, `SEED_FAILED`
 */
export const seedStores = async (project: Project, running: RunningInstance, { datasets, force, missing }: SeedRequest, report: SeedReport, clock: Clock, signal: AbortSignal): Promise<readonly DatasetOutcome[]> => {
  if (missing === "fail") checkStores(datasets, running.stores);
  const targets = targetsOf(project, running);
  if (targets.postgres) for (const dataset of datasets) checkDatabases(dataset, targets.postgres);
  const parts = { self, stores: await programStores(project, running, targets) };
  const outcomes: DatasetOutcome[] = [];
  for (const dataset of datasets) outcomes.push(await applyDataset(dataset, targets, parts, { force, report, clock, signal }));
  return outcomes;
};

/** The same, for who holds no lock. @throws {DevError} also `INSTANCE_BUSY` and one of the `ENGINE_*` codes. */
export const seedInstance = async (project: Project, surroundings: Surroundings, request: SeedRequest, report: SeedReport, signal: AbortSignal): Promise<readonly DatasetOutcome[]> => {
  const running = await runningInstance(project, surroundings, signal);
  await using _lock = await lockInstance(project.directory, "seed");
  return await seedStores(project, running, request, report, surroundings.clock, signal);
};
