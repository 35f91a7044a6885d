import { isolatedByOwner, type IsolatedBy } from "../../../data/isolation/by-owner.ts";
import { judgeAll, judgeByOwner, ownLeaseOwner, type Judge } from "../../../data/isolation/judge.ts";
import { findLeftovers, sweepIsolated, type Sweep } from "../../../data/isolation/sweep.ts";
import type { Leftover } from "../../../data/isolation/swept.ts";
import { rootMessage } from "../../../errors/dev-error.ts";
import { startTimeOf } from "../../../platform/process-identity.ts";
import type { LedgerEntry } from "../../ledger.ts";
import { openProject } from "../../project.ts";
import type { Surroundings } from "../../surroundings.ts";
import { runningInstance } from "../running-instance.ts";

/** What dead tests left in one instance that runs. */
export interface InstanceLeftovers {
  readonly instance: string;
  readonly found: readonly Leftover[];
  /** Why not all of it could be looked at, or removed. */
  readonly problems: readonly string[];
}

const ofDeadOwners = async ({ clock }: Surroundings): Promise<Judge> => judgeByOwner((await ownLeaseOwner()).place, clock);

/** One that hangs must not keep the others from being looked at. */
const WITHIN_MS = 10_000;

const inEach = (ledger: readonly LedgerEntry[], surroundings: Surroundings, signal: AbortSignal, isOver: Judge, act: typeof findLeftovers): Promise<readonly InstanceLeftovers[]> => {
  const { clock } = surroundings;
  const look = async ({ workingCopy }: LedgerEntry, within: AbortSignal): Promise<Sweep> => {
    const there = { ...surroundings, cwd: workingCopy };
    const { stores } = await runningInstance(await openProject(there), there, within);
    return await act(stores, { isOver }, clock, within);
  };
  return Promise.all(
    ledger
      .filter(({ running, isOrphan, session }) => running > 0 && !isOrphan && session === null) // what is in a session goes with it
      .map(async (entry): Promise<InstanceLeftovers> => {
        const over = new AbortController();
        const late = clock.sleep(WITHIN_MS, AbortSignal.any([signal, over.signal])).then(() => {
          throw new Error(`it did not answer within ${WITHIN_MS / 1000} s`);
        });
        try {
          const { found, errors } = await Promise.race([look(entry, AbortSignal.any([signal, over.signal])), late]);
          return { instance: entry.id, found, problems: errors.map(rootMessage) };
        } catch (error) {
          signal.throwIfAborted();
          return { instance: entry.id, found: [], problems: [rootMessage(error)] };
        } finally {
          over.abort();
          late.catch(() => {}); // the race is over
        }
      }),
  );
};

/** What dead tests left in every instance that runs on this machine. Changes nothing, and an instance that does not answer fails nothing. */
export const findInstanceLeftovers = async (ledger: readonly LedgerEntry[], surroundings: Surroundings, signal: AbortSignal): Promise<readonly InstanceLeftovers[]> =>
  inEach(ledger, surroundings, signal, await ofDeadOwners(surroundings), findLeftovers);

/** Removes it. */
export const sweepInstances = async (ledger: readonly LedgerEntry[], surroundings: Surroundings, signal: AbortSignal): Promise<readonly InstanceLeftovers[]> =>
  inEach(ledger, surroundings, signal, await ofDeadOwners(surroundings), sweepIsolated);

/** By instance, what tests have isolated there, and which process each belongs to. */
export const whoIsolates = async (ledger: readonly LedgerEntry[], surroundings: Surroundings, signal: AbortSignal): Promise<ReadonlyMap<string, readonly IsolatedBy[]>> => {
  const { place } = await ownLeaseOwner();
  const looked = await inEach(ledger, surroundings, signal, judgeAll, findLeftovers);
  return new Map(await Promise.all(looked.map(async ({ instance, found }) => [instance, await isolatedByOwner(found, place, startTimeOf)] as const)));
};
