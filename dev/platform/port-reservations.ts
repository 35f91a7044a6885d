import { randomUUID } from "node:crypto";
import { join } from "node:path";
import * as z from "zod/mini";
import type { Clock } from "./clock.ts";
import { waitForLock } from "./file-lock.ts";
import { readIfThere, writeAtomically } from "./files.ts";
import { isAlive, ownIdentity } from "./process-identity.ts";

const ledgerSchema = z.array(z.object({ port: z.int(), pid: z.int(), startedAt: z.string(), by: z.string() }));
type Ledger = z.infer<typeof ledgerSchema>;

/** Ports that a running `up` has chosen but not yet bound. */
export interface PortReservations {
  /**
   * Chooses ports while no other process does; what is chosen stays reserved until `release`, the next choice, or the
   * end of this process.
   */
  choose<T>(choice: (isReserved: (port: number) => boolean) => Promise<T>, portsOf: (chosen: T) => readonly number[]): Promise<T>;
  /** Never fails: what cannot be released now is released by the end of this process. */
  release(): Promise<void>;
}

const read = async (path: string): Promise<Ledger> => {
  try {
    return z.parse(ledgerSchema, JSON.parse((await readIfThere(path)) ?? "[]"));
  } catch {
    return []; // only a hint of the last seconds: a broken one is no loss
  }
};

/** Choosing takes milliseconds. Whoever lets go does not wait longer than that for somebody else's turn. */
const RELEASE_WITHIN_MS = 5_000;

/**
 * Two instances that come up at the same moment both see 5432 free. The ledger, in the user's cache, keeps them apart
 * until the engine has bound the port.
 */
export const portReservations = async (cacheDirectory: string, clock: Clock, signal: AbortSignal): Promise<PortReservations> => {
  const path = join(cacheDirectory, "ports.json");
  const own = { ...(await ownIdentity()), by: randomUUID() };
  const locked = async <T>(until: AbortSignal, act: (others: Ledger) => Promise<T>): Promise<T> => {
    await using _lock = await waitForLock(join(cacheDirectory, "ports.lock"), "choosing ports", clock, () => {}, until);
    const entries = await read(path);
    const alive = await Promise.all(entries.map(isAlive));
    // Awaited here: a promise that is merely returned outlives the lock.
    return await act(entries.filter(({ by }, index) => alive[index] === true && by !== own.by));
  };
  return {
    choose: (choice, portsOf) =>
      locked(signal, async (others) => {
        const chosen = await choice((port) => others.some((other) => other.port === port));
        await writeAtomically(path, JSON.stringify([...others, ...portsOf(chosen).map((port) => ({ port, ...own }))]));
        return chosen;
      }),
    // Not by the run's signal: an interrupted run lets go as well, and its result must not become another.
    release: () => locked(AbortSignal.timeout(RELEASE_WITHIN_MS), (others) => writeAtomically(path, JSON.stringify(others))).catch(() => {}),
  };
};
