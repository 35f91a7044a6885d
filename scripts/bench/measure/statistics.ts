/** One number per run, in the order of the runs. */
export type Samples = readonly number[];

/** Both ends of a confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The value below which a share of the samples lies, between two of them where it falls there (type 7, as R and NumPy).
 *
 * @param share 0 to 1.
 */
export const quantile = (samples: Samples, share: number): number => {
  if (samples.length === 0) throw new Error("no samples, no quantile");
  const sorted = [...samples].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? 0;
  return below + (above - below) * (place - Math.floor(place));
};

export const median = (samples: Samples): number => quantile(samples, 0.5);
export const p95 = (samples: Samples): number => quantile(samples, 0.95);

/** A repeatable source of numbers from 0 to 1 (mulberry32): the same samples always give the same interval. */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const RESAMPLES = 2_000;

/**
 * 95 % confidence interval of whatever is computed from several sets of samples, by the percentile bootstrap: every set
 * is drawn anew with replacement, two thousand times. Asks nothing of how the times are distributed, which have long tails.
 *
 * @example bootstrap({ ours, theirs }, ({ ours, theirs }) => median(ours) / median(theirs))
 */
export const bootstrap = <K extends string>(sets: Readonly<Record<K, Samples>>, statistic: (drawn: Readonly<Record<K, Samples>>) => number, random = seededRandom(1)): Interval => {
  const draw = (samples: Samples): Samples => samples.map(() => samples[Math.floor(random() * samples.length)] ?? 0);
  const values = Array.from({ length: RESAMPLES }, () => statistic(mapValues(sets, draw)));
  return { low: quantile(values, 0.025), high: quantile(values, 0.975) };
};

const mapValues = <K extends string, A, B>(record: Readonly<Record<K, A>>, map: (value: A) => B): Record<K, B> => {
  const mapped: Partial<Record<K, B>> = {};
  for (const key in record) mapped[key] = map(record[key]);
  const complete = (all: Partial<Record<K, B>>): all is Record<K, B> => Object.keys(all).length === Object.keys(record).length;
  if (!complete(mapped)) throw new Error("a key was lost");
  return mapped;
};

/** Slope of the straight line through the points that leaves the least squares: milliseconds for one service more. */
export const slope = (points: readonly { readonly x: number; readonly y: number }[]): number => {
  const mean = (of: (point: { readonly x: number; readonly y: number }) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  return mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2);
};
