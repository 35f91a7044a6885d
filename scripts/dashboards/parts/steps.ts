import { type Threshold, ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";

/** One meaning, one colour, on every dashboard. */
export const COLOUR = { good: "green", warn: "orange", bad: "red", plain: "blue", off: "#808080" } as const;

export type Steps = readonly Threshold[];

/** A number that is neither good nor bad. */
export const PLAIN: Steps = [{ value: null, color: COLOUR.plain }];

/** The more, the worse. */
export const worseFrom = (warn: number, bad: number): Steps => [
  { value: null, color: COLOUR.good },
  { value: warn, color: COLOUR.warn },
  { value: bad, color: COLOUR.bad },
];

/** The less, the worse: below `bad` it is bad, from `good` on it is good. */
export const betterFrom = (bad: number, good: number): Steps => [
  { value: null, color: COLOUR.bad },
  { value: bad, color: COLOUR.warn },
  { value: good, color: COLOUR.good },
];

/** Anything above zero is bad. */
export const ZERO_IS_GOOD: Steps = [
  { value: null, color: COLOUR.good },
  { value: 0.001, color: COLOUR.bad },
];

export const thresholds = (steps: Steps): ThresholdsConfigBuilder => new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]);
