import type { Clock } from "../platform/clock.ts";
import type { SeedReport } from "./outcome.ts";

/** How a dataset is applied. */
export interface SeedRun {
  /** Also what was applied already. */
  readonly force: boolean;
  readonly report: SeedReport;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}
