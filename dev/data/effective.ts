/** A setting as a running program has it. */
export interface EffectiveSetting {
  readonly value: string;
  /** Set by somebody, and not what the program takes by itself. */
  readonly isSet: boolean;
  /** What it takes by itself. @default not known */
  readonly byDefault?: string;
  /** What a number without a unit counts: `ms`, `8kB`, … @default nothing: it is no amount */
  readonly unit?: string;
}

export type EffectiveSettings = ReadonlyMap<string, EffectiveSetting>;
