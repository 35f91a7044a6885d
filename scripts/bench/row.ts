import type { Engine } from "../../dev/docker/connect.ts";
import type { Report } from "./measure/report.ts";
import type { EngineApi } from "./stack/engine-api.ts";

/** What a row gets. */
export interface Bench {
  readonly engine: Engine;
  readonly api: EngineApi;
  /** How many runs of each thing count. */
  readonly runs: number;
  /** Ctrl+C: nothing new is begun. */
  readonly signal: AbortSignal;
  /** Whatever a row makes is put away when the row ends, and also when it is interrupted. */
  readonly cleanup: AsyncDisposableStack;
  /** A sign of life on stderr. */
  say(text: string): void;
}

/** One benchmark. */
export interface Row {
  /** Its number among the targets, in small letters: `g1`. */
  readonly id: string;
  readonly title: string;
  /** How many runs count where `--runs` says nothing. @default 10 */
  readonly runs?: number;
  run(bench: Bench): Promise<Report>;
}
