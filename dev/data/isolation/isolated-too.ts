import type { Wiper } from "../reset/holding.ts";
import { allEnded } from "./dispose-all.ts";
import type { Leftover } from "./swept.ts";

const plural = (kind: Leftover["kind"], count: number): string => `${count} ${kind}${count === 1 ? "" : "s"}`;

/** For example `12 databases, 1 template`; empty for nothing. */
export const countLeftovers = (found: readonly Leftover[]): string => [...Map.groupBy(found, ({ kind }) => kind)].map(([kind, those]) => plural(kind, those.length)).join(", ");

/** Wipes what tests have isolated in a store as well: it is data, and nobody's beside theirs. They go as a whole, and do not come back empty. */
export const isolatedToo = (wiper: Wiper): Wiper => {
  const { isolated } = wiper;
  if (!isolated) return wiper;
  return {
    ...wiper,
    holdings: async (signal) => {
      const [own, found] = await Promise.all([wiper.holdings(signal), isolated.find()]);
      return found.length === 0 ? own : [...own, { store: wiper.store, kind: "things of tests", name: countLeftovers(found), count: undefined, bytes: undefined }];
    },
    wipe: async (signal) => {
      // Looked for meanwhile, and removed afterwards: two that rename and drop at once would meet in the server's catalogue.
      const [wiping, finding] = [wiper.wipe(signal), isolated.find()];
      await allEnded([wiping, finding]);
      const found = await finding;
      if (found.length > 0) await isolated.remove(found);
      return await wiping;
    },
    // A test that still runs may have made itself something new: that is not what was to go.
    left: (signal) => wiper.left(signal),
  };
};
