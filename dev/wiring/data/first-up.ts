import { lockInstance } from "../../instance/lock.ts";
import { peekState, writeState } from "../../instance/state.ts";
import type { Plan } from "../../planner/operation.ts";
import { storesOfDataset, type Dataset } from "../../seed/dataset.ts";
import { readDataset, type DatasetPlace } from "../../seed/find-datasets.ts";
import type { DatasetOutcome, SeedReport } from "../../seed/outcome.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { runningInstance } from "./running-instance.ts";
import { seedsOfFirstUp } from "./seeds-due.ts";
import { chosenDatasets, seedStores } from "./seed-instance.ts";

/** The datasets of the first `up`, not yet read: an `up` that does nothing does not wait for them. @throws {DevError} `USAGE` where there is no such dataset. */
export const firstUpDatasets = async (project: Project): Promise<readonly DatasetPlace[]> => {
  const names = seedsOfFirstUp(project);
  return names.length === 0 ? [] : chosenDatasets(project, names);
};

/** Vault forgets at each start, and what it is given first is what it is given then. */
const onlyVault = (dataset: Dataset): Dataset => ({ ...dataset, postgres: [], topics: undefined, kafka: [], minio: [], program: undefined });

/**
 * Applies the datasets of the first `up` where this one, or one that did not come so far, made data volumes; and their
 * secrets where it started Vault. Does nothing, and asks nobody, where it did neither.
 *
 * @throws {DevError} as `seedInstance`
 */
export const seedAfterUp = async (project: Project, surroundings: Surroundings, places: readonly DatasetPlace[], plan: Plan, report: SeedReport, signal: AbortSignal): Promise<readonly DatasetOutcome[]> => {
  if (places.length === 0) return [];
  const isDue = (await peekState(project.directory.state)).seedsDue === true;
  const hasVault = plan.some(({ op }) => op.kind === "start" && op.service === "vault");
  if (!isDue && !hasVault) return [];
  const datasets = await Promise.all(places.map(readDataset));
  const wanted = isDue ? datasets : datasets.map(onlyVault).filter(({ vault }) => vault.length > 0);
  if (wanted.length === 0) return [];
  const running = await runningInstance(project, surroundings, signal);
  await using _lock = await lockInstance(project.directory, "seed");
  const missing = new Set(wanted.flatMap(storesOfDataset).filter((store) => running.stores[store] === undefined));
  if (missing.size > 0) report.warn(`${[...missing].join(" and ")} ${missing.size === 1 ? "does" : "do"} not run and ${missing.size === 1 ? "was" : "were"} not seeded: \`neotool dev seed ${wanted.map(({ name }) => name).join(" ")}\` does it later`);
  const outcomes = await seedStores(project, running, { datasets: wanted, force: false, missing: "pass-over" }, report, surroundings.clock, signal);
  const { seedsDue: _done, ...state } = await peekState(project.directory.state);
  if (isDue) await writeState(project.directory.state, state);
  return outcomes;
};
