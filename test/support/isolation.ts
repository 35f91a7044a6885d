import { join } from "node:path";
import { ownLeaseOwner } from "../../dev/data/isolation/judge.ts";
import type { LeaseOwner } from "../../dev/data/isolation/lease.ts";
import { openIsolation, type Isolation } from "../../dev/data/isolation/open-isolation.ts";
import type { Stores } from "../../dev/data/stores.ts";
import { systemClock, type Clock } from "../../dev/platform/clock.ts";
import { readJwtKeys } from "../../dev/secrets/jwt-keys.ts";
import { runningInstance } from "../../dev/wiring/data/running-instance.ts";
import { openProject } from "../../dev/wiring/project.ts";
import { realSurroundings } from "../../dev/wiring/surroundings.ts";
import { projectRoot } from "./cli.ts";
import { realProcess } from "./node-process.ts";

/** How this process gets at the stores of an instance that runs. */
export const storesAt = async (workingCopy: string): Promise<Stores> => {
  const surroundings = { ...realSurroundings(), cwd: workingCopy };
  return (await runningInstance(await openProject(surroundings), surroundings, new AbortController().signal)).stores;
};

/** A store that must run. */
export const running = <T>(store: T | undefined): T => {
  if (store === undefined) throw new Error("a store of the shared stack does not run");
  return store;
};

/** What a test may want to be otherwise. */
interface Otherwise {
  readonly owner?: LeaseOwner;
  readonly clock?: Clock;
  readonly cwd?: string;
  say?(text: string): void;
}

/** Isolated parts of an instance that runs. Closed by `await using`. */
export const isolationAt = async (workingCopy: string, { owner, clock = systemClock, cwd = workingCopy, say = () => {} }: Otherwise = {}): Promise<Isolation> => {
  const { directory } = await openProject({ cwd: workingCopy });
  return openIsolation(await storesAt(workingCopy), { owner: owner ?? (await ownLeaseOwner()), clock, cwd, jwtKeys: () => readJwtKeys(directory.jwt), say });
};

/** Another process that isolates: test/support/isolation-worker.ts says what it does. Killed by `await using`. */
export const isolationWorker = (workingCopy: string, ...words: readonly string[]) => realProcess(process.execPath, [join(projectRoot, "test/support/isolation-worker.ts"), workingCopy, ...words]);
