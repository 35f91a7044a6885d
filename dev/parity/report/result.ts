import type { Judged } from "../judge.ts";

/** Everything that a report says. */
export interface ParityResult {
  /** As people gave it. */
  readonly manifests: string;
  readonly ref: string | undefined;
  /** Where reading began: `flux clusters/production`. */
  readonly entry: string;
  /** Whether our side was asked of what runs. */
  readonly isLive: boolean;
  readonly judged: readonly Judged[];
  /** How many objects of production were read. */
  readonly objects: number;
  /** Who was taken for whom. */
  readonly matching: readonly string[];
}

export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly info: number;
  readonly meant: number;
  readonly waived: number;
}

export const countsOf = (judged: readonly Judged[]): Counts => {
  const drift = judged.filter(({ verdict }) => verdict.is === "drift");
  const of = (severity: string): number => drift.filter(({ finding }) => finding.severity === severity).length;
  const as = (is: string): number => judged.filter(({ verdict }) => verdict.is === is).length;
  return { error: of("error"), warning: of("warning"), info: of("info"), meant: as("meant"), waived: as("waived") };
};

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;

/** @example "2 errors, 1 warning" */
export const countsText = ({ error, warning }: Counts): string => {
  const parts = [...(error > 0 ? [plural(error, "error")] : []), ...(warning > 0 ? [plural(warning, "warning")] : [])];
  return parts.length === 0 ? "no drift" : parts.join(", ");
};

/** @example "4 are only good to know, 9 are meant, 1 is waived" */
export const restText = ({ info, meant, waived }: Counts): string =>
  [[info, "only good to know"], [meant, "meant"], [waived, "waived"]]
    .flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${count === 1 ? "is" : "are"} ${what}`]))
    .join(", ");
