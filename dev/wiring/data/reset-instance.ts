import { rm } from "node:fs/promises";
import { forgetJournal, writeJournal } from "../../data/reset/journal.ts";
import type { Holding } from "../../data/reset/holding.ts";
import { allOf, parseScopes, storesIn, type Scopes, type StoreName } from "../../data/reset/scope.ts";
import { wipeStores, type Wiped } from "../../data/reset/wipe-stores.ts";
import { runPlan, type Observer, type RunResult } from "../../engine/run-plan.ts";
import type { Topic } from "../../model/task.ts";
import type { Interrupt } from "../../platform/interrupt.ts";
import { afterWipe } from "../../planner/after-wipe.ts";
import type { Dataset } from "../../seed/dataset.ts";
import type { DatasetOutcome, SeedReport } from "../../seed/outcome.ts";
import { ensureJwtKeys, makeRsaUntil } from "../../secrets/jwt-keys.ts";
import { performTools, subjectWithoutImages } from "../perform-tools.ts";
import type { Project } from "../project.ts";
import { remember } from "../remember.ts";
import type { Surroundings } from "../surroundings.ts";
import { mendInterruptedReset } from "./mend-reset.ts";
import { seedStores } from "./seed-instance.ts";
import { runningInstance, type RunningInstance } from "./running-instance.ts";
import { saveSnapshot, type SavedSnapshot } from "./snapshot/save-snapshot.ts";
import { withSnapshots } from "./snapshot/with-snapshots.ts";
import { isFileStore, openWipers, runningStores } from "./wipers.ts";

/** What a reset would destroy. */
export interface ResetScope {
  readonly instance: RunningInstance;
  readonly scopes: Scopes;
  /** As `--only` would say it. */
  readonly only: readonly string[];
  readonly holdings: readonly Holding[];
}

export interface ResetRequest extends Pick<ResetScope, "scopes" | "only"> {
  /** Written afterwards. */
  readonly datasets: readonly Dataset[];
  /** Whether what goes can be brought back. */
  readonly snapshot: "take" | "none";
}

export interface ResetReport {
  say(text: string): void;
  wiped(store: Wiped): void;
  warn(text: string): void;
  readonly observer: Observer;
  readonly seed: SeedReport;
}

export interface ResetResult {
  /** What brings the data back; `undefined`: none was taken. */
  readonly snapshot: SavedSnapshot | undefined;
  readonly wiped: readonly Wiped[];
  readonly seeded: readonly DatasetOutcome[];
  /** Failures in the order of the stores. */
  readonly errors: readonly unknown[];
}

/** A look changes nothing. */
const LOOKING = { keepTopics: async () => {}, renewKeys: async () => {} } as const;

/**
 * Finds what a reset destroys, with sizes.
 *
 * @param only Scopes; empty: every store that runs.
 * @throws {DevError} `USAGE` for a scope that is none or names nothing, `SERVICE_NOT_RUNNING`.
 */
export const lookForReset = async (project: Project, surroundings: Surroundings, only: readonly string[], signal: AbortSignal): Promise<ResetScope> => {
  const asked = parseScopes(only); // before anybody is asked for anything
  const instance = await runningInstance(project, surroundings, signal);
  const scopes = only.length > 0 ? asked : allOf(runningStores(instance));
  const wipers = await openWipers(instance, scopes, { ...LOOKING, clock: surroundings.clock });
  const holdings = await Promise.all(wipers.map((wiper) => wiper.holdings(signal)));
  return { instance, scopes, only: only.length > 0 ? only : storesIn(scopes), holdings: holdings.flat() };
};

/**
 * Destroys the data in these scopes, makes again what the definition puts there, and writes datasets. Services stay up.
 * A snapshot is taken first, which brings all of it back.
 *
 * @throws {DevError} before anything is touched, and when a dataset cannot be written. What else fails is in the result.
 */
export const resetInstance = (project: Project, surroundings: Surroundings, request: ResetRequest, report: ResetReport, interrupt: Interrupt): Promise<ResetResult> =>
  withSnapshots(project, surroundings, "reset", report, interrupt, () => resetAlone(project, surroundings, request, report, interrupt));

/** Metrics and logs are in no snapshot. */
const isInSnapshots = (store: StoreName): boolean => store !== "prometheus" && store !== "loki";

/** Makes again what the definition puts into wiped stores. The public keys in MinIO are of Vault's pair. */
const remake = async (project: Project, surroundings: Surroundings, { connection, desired, observed, known }: RunningInstance, wiped: readonly StoreName[], { observer, warn }: ResetReport, interrupt: Interrupt): Promise<RunResult> => {
  const plan = afterWipe(wiped.includes("vault") ? [...wiped, "minio"] : wiped, wiped.filter(isFileStore), desired);
  const run = await runPlan(plan, observed, performTools(project, surroundings, connection, subjectWithoutImages(desired), interrupt), observer);
  await remember(project, connection.runtime.observe, desired, run, known.state, interrupt, surroundings.clock, warn);
  return run;
};

const resetAlone = async (project: Project, surroundings: Surroundings, { scopes, only, datasets, snapshot: wanted }: ResetRequest, report: ResetReport, interrupt: Interrupt): Promise<ResetResult> => {
  const { directory } = project;
  const { clock } = surroundings;
  const instance = await runningInstance(project, surroundings, interrupt.soft);
  await mendInterruptedReset(project, surroundings, instance, report.warn, interrupt);
  const takes = wanted === "take" && storesIn(scopes).some(isInSnapshots);
  const snapshot = takes ? await saveSnapshot(project, surroundings, instance, { reason: "before reset" }, report, interrupt) : undefined;
  const journal = { startedAt: clock.date().toISOString(), only, snapshot: snapshot?.manifest.name ?? null };
  const wipers = await openWipers(instance, scopes, {
    clock,
    keepTopics: (topics: readonly Topic[]) => writeJournal(directory.reset, { ...journal, topics }),
    renewKeys: async (signal) => {
      await rm(directory.jwt, { recursive: true, force: true });
      await ensureJwtKeys(directory.jwt, makeRsaUntil(signal));
    },
  });
  await writeJournal(directory.reset, { ...journal, topics: [] });
  // From here on only a second Ctrl+C ends it: half a wipe is nothing that anybody asked for.
  const wiped = await wipeStores(wipers, clock, report.wiped, interrupt.hard);
  const run = await remake(project, surroundings, instance, wipers.map(({ store }) => store), report, { ...interrupt, soft: interrupt.hard });
  const errors = [...wiped.flatMap(({ error }) => (error === undefined ? [] : [error])), ...run.errors];
  if (errors.length > 0) return { snapshot, wiped, seeded: [], errors };
  await forgetJournal(directory.reset);
  return { snapshot, wiped, errors, seeded: await seedStores(project, instance, { datasets, force: false, missing: "fail" }, report.seed, clock, interrupt.soft) };
};
