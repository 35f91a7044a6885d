import type { Samples } from "./statistics.ts";

/** One of the things that are compared. */
export interface Arm {
  readonly name: string;
  /** What a run needs to be there; not measured. */
  prepare?(): Promise<unknown>;
  /** One run: what it measured, by name. */
  run(): Promise<Readonly<Record<string, number>>>;
}

/**
 * Runs the arms in turn, A B B A A B B A …: a machine that gets slower or a cache that gets warmer meets all of them
 * alike. The first round warms up and is not counted.
 *
 * @param onRun Told of each run that counts.
 * @returns the samples by `arm` and by the name of what was measured.
 */
export const interleave = async (arms: readonly Arm[], runs: number, signal: AbortSignal, onRun: (arm: string, run: number, measured: Readonly<Record<string, number>>) => void = () => {}): Promise<Measured> => {
  const samples = new Map<string, Map<string, number[]>>(arms.map(({ name }) => [name, new Map()]));
  for (let round = 0; round <= runs; round += 1) {
    for (const arm of round % 2 === 0 ? arms : [...arms].reverse()) {
      signal.throwIfAborted();
      await arm.prepare?.();
      const measured = await arm.run();
      if (round === 0) continue;
      onRun(arm.name, round, measured);
      const ofArm = samples.get(arm.name);
      for (const [what, value] of Object.entries(measured)) ofArm?.set(what, [...(ofArm.get(what) ?? []), value]);
    }
  }
  return { of: (arm, what = "ms") => samples.get(arm)?.get(what) ?? [], names: (arm) => [...(samples.get(arm)?.keys() ?? [])] };
};

export interface Measured {
  /** @param what @default "ms" */
  of(arm: string, what?: string): Samples;
  /** What an arm measured. */
  names(arm: string): readonly string[];
}

/** Milliseconds that an act takes. */
export const timeOf = async (act: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await act();
  return performance.now() - began;
};
