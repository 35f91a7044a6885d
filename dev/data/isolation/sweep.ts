import type { Clock } from "../../platform/clock.ts";
import type { Stores } from "../stores.ts";
import type { Judge } from "./judge.ts";
import type { Leftover, Sweeper } from "./swept.ts";

/** What a sweep is about. */
export interface SweepOptions {
  /** Whose things go. {@link judgeByOwner}: those of dead owners; {@link judgeAll}: everybody's. */
  readonly isOver: Judge;
  /** Templates of tests' databases: those that nobody has used for a week, or all. @default unused */
  readonly templates?: "unused" | "all" | undefined;
  /** Of these alone. @default every store that runs */
  readonly only?: readonly Leftover["store"][] | undefined;
}

/** What tests left in an instance. */
export interface Sweep {
  readonly found: readonly Leftover[];
  /** One for each store that could not be looked at, or refused to let something go. */
  readonly errors: readonly unknown[];
}

/** Each store's own parts are loaded where it runs. */
export const openSweepers = async ({ postgres, kafka, minio, vault }: Stores, { isOver, templates = "unused", only }: SweepOptions, clock: Clock, signal: AbortSignal): Promise<readonly Sweeper[]> => {
  const isMeant = (store: Leftover["store"]): boolean => only === undefined || only.includes(store);
  return [
    ...(postgres && isMeant("postgres") ? [(await import("../postgres/isolate/sweep.ts")).postgresSweeper(postgres, isOver, templates, clock)] : []),
    ...(kafka && isMeant("kafka") ? [(await import("../kafka/isolate/sweep.ts")).kafkaSweeper(kafka, isOver, clock)] : []),
    ...(minio && isMeant("minio") ? [(await import("../minio/isolate/sweep.ts")).minioSweeper(minio, isOver)] : []),
    ...(vault && isMeant("vault") ? [(await import("../vault/isolate/sweep.ts")).vaultSweeper(vault, isOver, signal)] : []),
  ];
};

const each = async (stores: Stores, options: SweepOptions, clock: Clock, signal: AbortSignal, act: (sweeper: Sweeper) => Promise<readonly Leftover[]>): Promise<Sweep> => {
  const sweepers = await openSweepers(stores, options, clock, signal);
  const results = await Promise.allSettled(sweepers.map((sweeper) => act(sweeper).finally(() => sweeper[Symbol.asyncDispose]())));
  return {
    found: results.flatMap((result) => (result.status === "fulfilled" ? result.value : [])),
    errors: results.flatMap((result) => (result.status === "rejected" ? [result.reason] : [])),
  };
};

/** Looks for what nobody needs any more in an instance, and changes nothing. */
export const findLeftovers = (stores: Stores, options: SweepOptions, clock: Clock, signal: AbortSignal): Promise<Sweep> => each(stores, options, clock, signal, (sweeper) => sweeper.find());

/** Removes what nobody needs any more. A store that does not answer keeps the others from nothing. */
export const sweepIsolated = (stores: Stores, options: SweepOptions, clock: Clock, signal: AbortSignal): Promise<Sweep> =>
  each(stores, options, clock, signal, async (sweeper) => {
    const found = await sweeper.find();
    if (found.length > 0) await sweeper.remove(found);
    return found;
  });
