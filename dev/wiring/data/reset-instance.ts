import type { Holding } from "../../data/reset/holding.ts";
import { parseScopes } from "../../data/reset/scope.ts";
import type { Wiped } from "../../data/reset/wipe-stores.ts";
import { disposeAll } from "../../data/isolation/dispose-all.ts";
import type { Observer } from "../../engine/run-plan.ts";
import type { Interrupt } from "../../platform/interrupt.ts";
import type { Dataset } from "../../seed/dataset.ts";
import type { DatasetOutcome, SeedReport } from "../../seed/outcome.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { resetAlone } from "./reset-alone.ts";
import { runningInstance } from "./running-instance.ts";
import type { SavedSnapshot } from "./snapshot/save-snapshot.ts";
import { withSnapshots } from "./snapshot/with-snapshots.ts";
import { openWipers, scopesOf } from "./wipers.ts";

export interface ResetRequest {
  /** As `--only` says it; empty: every store that runs. */
  readonly only: readonly string[];
  /** Written afterwards. */
  readonly datasets: readonly Dataset[];
  /** Whether what goes can be brought back. */
  readonly snapshot: "take" | "none";
  /** What was shown to who has agreed to it; or whether it is looked for: where nobody asks, a look may take longer than the reset. */
  readonly holdings: readonly Holding[] | "look" | "unasked";
}

export interface ResetReport {
  say(text: string): void;
  wiped(store: Wiped): void;
  warn(text: string): void;
  readonly observer: Observer;
  readonly seed: SeedReport;
}

export interface ResetResult {
  /** What was there; empty where nobody asked. */
  readonly holdings: readonly Holding[];
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
export const lookForReset = async (project: Project, surroundings: Surroundings, only: readonly string[], signal: AbortSignal): Promise<readonly Holding[]> => {
  parseScopes(only); // before anybody is asked for anything
  const instance = await runningInstance(project, surroundings, signal);
  const wipers = await openWipers(instance, scopesOf(instance, only), { ...LOOKING, clock: surroundings.clock });
  try {
    return (await Promise.all(wipers.map((wiper) => wiper.holdings(signal)))).flat();
  } finally {
    await disposeAll(wipers);
  }
};

/**
 * Destroys the data in these scopes, makes again what the definition puts there, and writes datasets. Services stay up.
 * A snapshot is taken first, which brings all of it back.
 *
 * @throws {DevError} before anything is touched, and when a dataset cannot be written. What else fails is in the result.
 */
export const resetInstance = async (project: Project, surroundings: Surroundings, request: ResetRequest, report: ResetReport, interrupt: Interrupt): Promise<ResetResult> => {
  parseScopes(request.only);
  return await withSnapshots(project, surroundings, "reset", report, interrupt, (connection) => resetAlone(project, surroundings, connection, request, report, interrupt));
};

