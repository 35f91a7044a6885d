import type { Stats } from "./runtime.ts";

/** How a number is written. */
export type Unit = "count" | "per-second" | "ratio" | "bytes" | "seconds";

/** One of the numbers that matter of a service, beyond what every container has. */
export interface Figure {
  /** As `--json` calls it: `cacheHitRatio`. */
  readonly key: string;
  /** In words: `consumer lag`. */
  readonly label: string;
  /** The same behind the number in a cell of a table: `lag`. */
  readonly short: string;
  readonly unit: Unit;
  /** `null`: nobody says. */
  readonly value: number | null;
}

/** What one service uses now: the immutable picture that `top`, the screen, `--json` and tests read. */
export interface ServiceUsage {
  readonly service: string;
  /** Engine time of its last start, ISO 8601; `null` when it does not run. */
  readonly startedAt: string | null;
  /** `null` when it does not run, or was not read yet. */
  readonly stats: Stats | null;
  readonly figures: readonly Figure[];
}
