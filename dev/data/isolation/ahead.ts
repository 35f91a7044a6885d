import { allEnded } from "./dispose-all.ts";

/** Things made before they are asked for. */
export interface Ahead<T> extends AsyncDisposable {
  /** One that is ready, else one that is made now. */
  take(): Promise<T>;
}

/** No more than so many wait unused: each has its files, and must be removed again. */
const MOST = 3;

/** Pure. How many to have ready, by how many were asked for: who asks once may never ask again. @example readyFor(1) // 0 */
export const readyFor = (asked: number): number => Math.max(0, Math.min(asked - 1, MOST));

/**
 * Makes things ahead, a few and one at a time, as long as nobody waits for one that is being made.
 *
 * @param make What it fails with meets who asks; what was to be ahead is then made when it is needed.
 * @param discard Removes one that nobody took.
 */
export const openAhead = <T>(make: () => Promise<T>, discard: (one: T) => Promise<void>): Ahead<T> => {
  const ready: T[] = [];
  let [asked, waiting] = [0, 0];
  let filling: Promise<void> | undefined;
  let isOpen = true;
  const fill = async (): Promise<void> => {
    try {
      while (isOpen && waiting === 0 && ready.length < readyFor(asked)) ready.push(await make());
    } catch {
      // see above
    } finally {
      filling = undefined; // in the same turn as the last look: who comes next must not take it for busy
    }
  };
  const refill = (): void => {
    filling ??= Promise.resolve().then(fill);
  };
  return {
    take: async () => {
      asked += 1;
      const one = ready.shift();
      if (one !== undefined) return refill(), one;
      waiting += 1;
      try {
        return await make();
      } finally {
        waiting -= 1;
        refill();
      }
    },
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
      await filling;
      await allEnded(ready.splice(0).map(discard));
    },
  };
};
