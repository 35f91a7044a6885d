import type { Wiper } from "../reset/holding.ts";
import { allEnded } from "./dispose-all.ts";
import type { Leftover, Sweeper } from "./swept.ts";

const plural = (kind: Leftover["kind"], count: number): string => `${count} ${kind}${count === 1 ? "" : "s"}`;

/** For example `12 databases, 1 template`; empty for nothing. */
export const countLeftovers = (found: readonly Leftover[]): string => [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, those]) => plural(kind, those.length)).join(", ");

/** Wipes what tests have isolated in a store as well: it is data, and nobody's beside theirs. They go as a whole, and do not come back empty. */
export const isolatedToo = (wiper: Wiper, open: () => Promise<Sweeper>): Wiper => {
  let opened: Promise<Sweeper> | undefined;
  const sweeper = (): Promise<Sweeper> => (opened ??= open());
  const find = async (): Promise<readonly Leftover[]> => (await sweeper()).find();
  const sweep = async (): Promise<void> => {
    const found = await find();
    if (found.length > 0) await (await sweeper()).remove(found);
  };
  return {
    store: wiper.store,
    holdings: async (signal) => {
      const [own, found] = await Promise.all([wiper.holdings(signal), find()]);
      return found.length === 0 ? own : [...own, { store: wiper.store, kind: "things of tests", name: countLeftovers(found), count: undefined, bytes: undefined }];
    },
    // Neither knows of the other's.
    wipe: async (signal) => {
      const wiping = wiper.wipe(signal);
      await allEnded([wiping, sweep()]);
      return await wiping;
    },
    // A test that still runs may have made itself something new: that is not what was to go.
    left: (signal) => wiper.left(signal),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([wiper[Symbol.asyncDispose](), opened?.then((one) => one[Symbol.asyncDispose](), () => {})]);
    },
  };
};
