import { rm } from "node:fs/promises";
import { disposeAll } from "../../data/isolation/dispose-all.ts";
import type { Holding, Wiper } from "../../data/reset/holding.ts";
import { forgetJournal, writeJournal, type ResetJournal } from "../../data/reset/journal.ts";
import { storesIn, type Scopes, type StoreName } from "../../data/reset/scope.ts";
import { wipeStores } from "../../data/reset/wipe-stores.ts";
import type { Interrupt } from "../../platform/interrupt.ts";
import { together } from "../../platform/together.ts";
import { ensureJwtKeys, makeRsaUntil } from "../../secrets/jwt-keys.ts";
import type { Connection } from "../connection.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { mendInterruptedReset } from "./mend-reset.ts";
import { remake } from "./remake.ts";
import type { ResetReport, ResetRequest, ResetResult } from "./reset-instance.ts";
import { runningThere } from "./running-instance.ts";
import { seedStores } from "./seed-instance.ts";
import { saveSnapshot, type SavedSnapshot } from "./snapshot/save-snapshot.ts";
import { checkStoresRun, openWipers, scopesOf } from "./wipers.ts";

/** Metrics and logs are in no snapshot. */
const isInSnapshots = (store: StoreName): boolean => store !== "prometheus" && store !== "loki";

/** Where whole stores are meant, a look at them can refuse nothing. */
const areWhole = (scopes: Scopes): boolean => storesIn(scopes).every((store) => scopes[store] === "all");

interface Prepared {
  readonly holdings: readonly Holding[];
  readonly snapshot: SavedSnapshot | undefined;
}

type Take = (soft: AbortSignal, begun: () => void) => Promise<SavedSnapshot | undefined>;

/** Looks and takes the snapshot: both at once where none can be for nothing. A look is mostly work of this process, and does not keep the engine waiting for its part. */
const prepare = async (scopes: Scopes, look: () => Promise<readonly Holding[]>, take: Take, soft: AbortSignal): Promise<Prepared> => {
  if (!areWhole(scopes)) {
    const holdings = await look();
    return { holdings, snapshot: await take(soft, () => {}) };
  }
  await using both = together(soft);
  const begun = Promise.withResolvers<void>();
  const taking = both.with((signal) => take(signal, begun.resolve));
  const looking = both.with(async () => {
    await Promise.race([begun.promise, taking]);
    return await look();
  });
  const [snapshot, holdings] = await Promise.all([taking, looking]);
  return { holdings, snapshot };
};

/** The caller holds the instance's lock, and nothing of a killed command is left. */
export const resetAlone = async (project: Project, surroundings: Surroundings, connection: Connection, request: ResetRequest, report: ResetReport, interrupt: Interrupt): Promise<ResetResult> => {
  const { directory } = project;
  const { clock } = surroundings;
  const instance = await runningThere(project, surroundings, connection, interrupt.soft);
  await mendInterruptedReset(project, surroundings, instance, report.warn, interrupt);
  const scopes = scopesOf(instance, request.only);
  checkStoresRun(instance, scopes);
  let journal: ResetJournal = { startedAt: clock.date().toISOString(), only: request.only.length > 0 ? request.only : storesIn(scopes), topics: [], snapshot: null };
  const takes = request.snapshot === "take" && storesIn(scopes).some(isInSnapshots);
  let wipers: readonly Wiper[] = [];
  const gone: Promise<void>[] = [];
  const look = async () => {
    wipers = await openWipers(instance, scopes, {
      clock,
      keepTopics: (topics) => writeJournal(directory.reset, { ...journal, topics }),
      renewKeys: async (signal) => {
        await rm(directory.jwt, { recursive: true, force: true });
        await ensureJwtKeys(directory.jwt, makeRsaUntil(signal));
      },
    });
    if (typeof request.holdings === "object") return request.holdings;
    // A part may name what is not there, which nobody must learn when others are gone already.
    if (request.holdings === "look" || !areWhole(scopes)) return (await Promise.all(wipers.map((wiper) => wiper.holdings(interrupt.soft)))).flat();
    if (takes) await Promise.all(wipers.map((wiper) => wiper.greet(interrupt.soft))); // while the engine makes what copies
    return [];
  };
  const take: Take = async (soft, begun) => {
    if (!takes) return undefined;
    return await saveSnapshot(project, surroundings, instance, { reason: "before reset", meanwhile: { begun, tidying: (tidied) => gone.push(tidied) } }, report, { ...interrupt, soft });
  };
  try {
    const { holdings, snapshot } = await prepare(scopes, look, take, interrupt.soft);
    journal = { ...journal, snapshot: snapshot?.manifest.name ?? null };
    await writeJournal(directory.reset, journal);
    // From here on only a second Ctrl+C ends it: half a wipe is nothing that anybody asked for.
    const wiping = wipeStores(wipers, clock, report.wiped, interrupt.hard);
    const run = await remake(project, surroundings, instance, scopes, wiping, report, { ...interrupt, soft: interrupt.hard });
    const wiped = await Promise.all([...wiping.values()].map((store) => store.wiped));
    const errors = [...wiped.flatMap(({ error }) => (error === undefined ? [] : [error])), ...run.errors];
    if (errors.length > 0) return { holdings, snapshot, wiped, seeded: [], errors };
    await forgetJournal(directory.reset);
    return { holdings, snapshot, wiped, errors, seeded: await seedStores(project, instance, { datasets: request.datasets, force: false, missing: "fail" }, report.seed, clock, interrupt.soft) };
  } finally {
    await Promise.allSettled([...gone, disposeAll(wipers)]);
  }
};
