import type { Clock } from "../../platform/clock.ts";
import { ownIdentity, processPlace, startTimeOf } from "../../platform/process-identity.ts";
import { isOver, leaseOwner, parseLease, startedHash, type LeaseOwner } from "./lease.ts";

/** Whether the thing of this name is one that nobody needs any more. `false` for everything that has no lease. */
export type Judge = (name: string) => Promise<boolean>;

/** This process as the owner of what it isolates. */
export const ownLeaseOwner = async (): Promise<LeaseOwner> => leaseOwner(await ownIdentity(), await processPlace());

/** Judges by who lives now, each process looked for once. @param place Of this process, as in its own leases. */
export const judgeByOwner = (place: string, clock: Pick<Clock, "date">, startOf: (pid: number) => Promise<string | undefined> = startTimeOf): Judge => {
  const starts = new Map<number, Promise<string | undefined>>();
  const startedOf = (pid: number): Promise<string | undefined> => {
    const known = starts.get(pid) ?? startOf(pid).then((start) => (start === undefined ? undefined : startedHash(start)));
    starts.set(pid, known);
    return known;
  };
  return async (name) => {
    const lease = parseLease(name);
    return lease !== undefined && isOver(lease, { place, now: clock.date(), started: lease.place === place ? await startedOf(lease.pid) : undefined });
  };
};

/** For who removes everything: what has a lease goes, whoever has it. */
export const judgeAll: Judge = async (name) => parseLease(name) !== undefined;
