import type { SeedStore } from "./dataset.ts";

/** What became of one file. */
export interface FileOutcome {
  readonly file: string;
  readonly store: SeedStore | "program";
  /** `continued`: what was there of it from an interrupted run, or from its shorter form, was kept. */
  readonly did: "applied" | "continued" | "unchanged";
  /** Rows, records, objects or secrets that were written now. */
  readonly rows: number;
  readonly bytes: number;
}

/** What became of one dataset. */
export interface DatasetOutcome {
  readonly dataset: string;
  readonly files: readonly FileOutcome[];
}

/** Tells what goes on. */
export interface SeedReport {
  /** How far a file is, in words: said now and then. */
  progress(text: string): void;
  done(dataset: string, outcome: FileOutcome): void;
  warn(text: string): void;
}
