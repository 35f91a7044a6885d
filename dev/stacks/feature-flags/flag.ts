/** What kind of flag it is, in Unleash's words. */
export const FLAG_TYPES = ["release", "experiment", "operational", "kill-switch", "permission"] as const;

/** Another rule than a share of all: as Unleash itself writes it. */
export interface FlagStrategy {
  /** @example "userWithId" */
  readonly name: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly constraints: readonly FlagConstraint[];
}

export interface FlagConstraint {
  readonly contextName: string;
  /** @example "IN" */
  readonly operator: string;
  readonly values: readonly string[];
}

/** A feature flag as the project's file has it. */
export interface FeatureFlag {
  readonly name: string;
  readonly description: string;
  readonly type: (typeof FLAG_TYPES)[number];
  readonly enabled: boolean;
  /** How many of a hundred get it. */
  readonly rollout: number;
  /** Shares of a hundred, by name. Empty: none. */
  readonly variants: Readonly<Record<string, number>>;
  /** In the place of `rollout`. Empty: none. */
  readonly strategies: readonly FlagStrategy[];
}
