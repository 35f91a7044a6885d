import { DevError } from "../../errors/dev-error.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Wiper } from "./holding.ts";
import type { StoreName } from "./scope.ts";

/** What became of one store. */
export interface Wiped {
  readonly store: StoreName;
  readonly ms: number;
  readonly notices: readonly string[];
  readonly error: unknown;
}

const incomplete = (store: StoreName, left: readonly string[]): DevError =>
  new DevError("RESET_INCOMPLETE", `${store} was wiped, and still has ${left.length === 1 ? left[0] : `${left.length} things`}`, {
    hint: `See who writes there (neotool dev logs ${store}), and run the same command again.`,
    evidence: left.slice(0, 20),
  });

/** Stores that are being wiped. */
export type Wiping = ReadonlyMap<StoreName, WipingStore>;

export interface WipingStore {
  /** What was there is gone, or could not be made to go. */
  readonly emptied: Promise<void>;
  /** The same, and somebody has looked. Neither of both rejects: what failed is in what became of it. */
  readonly wiped: Promise<Wiped>;
}

const wipeOne = (wiper: Wiper, clock: Clock, signal: AbortSignal): WipingStore => {
  const startedAt = clock.now();
  const result = (notices: readonly string[], error: unknown): Wiped => ({ store: wiper.store, ms: clock.now() - startedAt, notices, error });
  const wiping = wiper.wipe(signal);
  const checked = async (): Promise<Wiped> => {
    try {
      const notices = await wiping;
      const left = await wiper.left(signal);
      return result(notices, left.length > 0 ? incomplete(wiper.store, left) : undefined);
    } catch (error) {
      return result([], error);
    }
  };
  return { emptied: wiping.then(() => {}, () => {}), wiped: checked() };
};

/**
 * Wipes all stores at once, and looks whether they are empty. One that fails does not stop the others.
 *
 * @param report Called as each comes to its end.
 */
export const wipeStores = (wipers: readonly Wiper[], clock: Clock, report: (wiped: Wiped) => void, signal: AbortSignal): Wiping =>
  new Map(
    wipers.map((wiper) => {
      const { emptied, wiped } = wipeOne(wiper, clock, signal);
      const reported = wiped.then((one) => {
        report(one);
        return one;
      });
      return [wiper.store, { emptied, wiped: reported }];
    }),
  );
