import type { Whereabouts } from "../../platform/process-identity.ts";
import { LEASE_SECONDS, parseLease, startedHash, type Lease, type LeaseOwner } from "./lease.ts";
import type { Leftover } from "./swept.ts";

/** What one process has isolated. */
export interface IsolatedBy {
  readonly pid: number;
  /** `dead`: the next sweep takes it. `elsewhere`: its time decides. */
  readonly owner: Whereabouts;
  /** ISO 8601: when the oldest of it was made. */
  readonly since: string;
  readonly things: readonly Leftover[];
}

interface Leased {
  readonly thing: Leftover;
  readonly lease: Lease;
}

/**
 * What is leased, by whom. The rest (templates) is nobody's.
 *
 * @param place Of who looks. @param startOf When a process here began; `undefined`: there is none.
 */
export const isolatedByOwner = async (found: readonly Leftover[], place: string, startOf: (pid: number) => Promise<string | undefined>): Promise<readonly IsolatedBy[]> => {
  const leased = found.flatMap((thing): readonly Leased[] => {
    const lease = parseLease(thing.name);
    return lease ? [{ thing, lease }] : [];
  });
  const stateOf = async ({ pid, started, place: theirs }: LeaseOwner): Promise<IsolatedBy["owner"]> => {
    if (theirs !== place) return "elsewhere";
    const start = await startOf(pid);
    return start !== undefined && startedHash(start) === started ? "lives" : "dead";
  };
  const groups = [...Map.groupBy(leased, ({ lease }) => [lease.pid, lease.started, lease.place].join()).values()];
  return Promise.all(
    groups.flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const oldest = Math.min(...group.map(({ lease }) => lease.expiresAt)) - LEASE_SECONDS;
      return [stateOf(first.lease).then((owner): IsolatedBy => ({ pid: first.lease.pid, owner, since: new Date(oldest * 1000).toISOString(), things: group.map(({ thing }) => thing) }))];
    }),
  );
};
