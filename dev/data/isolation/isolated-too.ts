import type { Wiper } from "../reset/holding.ts";
import type { Leftover, Sweeper } from "./swept.ts";

const plural = (kind: Leftover["kind"], count: number): string => `${count} ${kind}${count === 1 ? "" : "s"}`;

/** For example `12 databases, 1 template`; empty for nothing. */
export const countLeftovers = (found: readonly Leftover[]): string => [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, those]) => plural(kind, those.length)).join(", ");

/** Wipes what tests have isolated in a store as well: it is data, and nobody's beside theirs. They go as a whole, and do not come back empty. */
export const isolatedToo = (wiper: Wiper, open: () => Promise<Sweeper>): Wiper => {
  const find = async (): Promise<readonly Leftover[]> => {
    await using sweeper = await open();
    return await sweeper.find();
  };
  return {
    store: wiper.store,
    holdings: async (signal) => {
      const [own, found] = await Promise.all([wiper.holdings(signal), find()]);
      return found.length === 0 ? own : [...own, { store: wiper.store, kind: "things of tests", name: countLeftovers(found), count: undefined, bytes: undefined }];
    },
    wipe: async (signal) => {
      await using sweeper = await open();
      await sweeper.remove(await sweeper.find());
      return await wiper.wipe(signal);
    },
    // A test that still runs may have made itself something new: that is not what was to go.
    left: (signal) => wiper.left(signal),
  };
};
