import { DIFF_STORES, type DiffStore, type NotCompared } from "./diff.ts";

/** What one of two moments has. */
export interface Moment {
  /** As people call it. */
  readonly name: string;
  readonly has: readonly DiffStore[];
  /** Why it has not what it has not. */
  lack(store: DiffStore): string;
}

export interface Comparable {
  readonly stores: readonly DiffStore[];
  /** What one of them has alone. What neither has is nothing that anybody misses. */
  readonly notCompared: readonly NotCompared[];
}

/** What can be compared of what is asked for. Pure. @param only Empty: everything. */
export const comparable = (only: readonly DiffStore[], before: Moment, after: Moment): Comparable => {
  const asked = DIFF_STORES.filter((store) => only.length === 0 || only.includes(store));
  return {
    stores: asked.filter((store) => before.has.includes(store) && after.has.includes(store)),
    notCompared: asked.flatMap((store): readonly NotCompared[] => {
      const lacking = [before, after].filter(({ has }) => !has.includes(store));
      return lacking.length === 1 ? lacking.map((moment) => ({ store, reason: moment.lack(store) })) : [];
    }),
  };
};
