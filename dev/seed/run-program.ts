import { readFile } from "node:fs/promises";
import { withOwner } from "../data/postgres/owner-client.ts";
import { readSeedLedger, recorded } from "../data/postgres/seed-ledger.ts";
import { DevError, rootMessage } from "../errors/dev-error.ts";
import { importOwn, placeOf } from "../platform/import-own.ts";
import type { Dataset, SeedFile } from "./dataset.ts";
import type { SeedFunction, SeedStores } from "./define-seed.ts";
import { hashOf } from "./hash-file.ts";
import type { FileOutcome } from "./outcome.ts";
import type { SeedRun } from "./seed-run.ts";
import type { PostgresTarget } from "./targets.ts";

/** What the function is given besides what every run has. */
export interface ProgramParts {
  readonly stores: Omit<SeedStores, "dataset" | "signal" | "report">;
  /** URL of this package's entry. */
  readonly self: string;
}

const isSeedFunction = (value: unknown): value is SeedFunction => typeof value === "function";

/** Where a file that cannot be loaded is wrong; Node does not say it of one that it cannot read as TypeScript. */
const brokenPlace = async (cause: unknown, { path, shown }: SeedFile): Promise<string> => {
  const { parseConfig } = await import("../stacks/config/locate.ts");
  const parsed = parseConfig(await readFile(path, "utf8"));
  return parsed.ok ? placeOf(cause, path, shown) : `${shown}:${parsed.at.line}:${parsed.at.column}`;
};

const load = async (program: SeedFile, self: string): Promise<SeedFunction> => {
  const module = await importOwn(program.path, self).catch(async (cause: unknown) => {
    throw new DevError("SEED_INVALID", `${await brokenPlace(cause, program)} ${rootMessage(cause).split("\n")[0]}`, { hint: "Mend the file; it was not run.", cause });
  });
  const seed = module.default ?? module.seed;
  if (isSeedFunction(seed)) return seed;
  throw new DevError("SEED_INVALID", `${program.shown} exports no function`, { hint: 'Write: import { defineSeed } from "neotool"; export default defineSeed(async (stores) => { … });' });
};

/**
 * Calls the function of a `seed.ts` where it is new or has changed, and writes that down in Postgres when it is over.
 *
 * @throws {DevError} `SEED_INVALID`, `SEED_FAILED`
 */
export const runProgram = async ({ name: dataset }: Dataset, program: SeedFile, target: PostgresTarget, { stores, self }: ProgramParts, run: SeedRun): Promise<FileOutcome> => {
  const { force, report, signal } = run;
  const hash = await hashOf(program, signal);
  return await withOwner(target, target.database, signal, async (client) => {
    const outcome = { file: program.name, store: "program", rows: 0, bytes: program.bytes } as const;
    if (!force && (await readSeedLedger(client, dataset)).get(program.name) === hash) return { ...outcome, did: "unchanged" };
    const seed = await load(program, self);
    try {
      await seed({ ...stores, dataset, signal, report: (text) => report.progress(`${dataset}/${program.name}: ${text}`) });
    } catch (cause) {
      signal.throwIfAborted();
      throw new DevError("SEED_FAILED", `${placeOf(cause, program.path, program.shown)} ${rootMessage(cause)}`, { hint: "Mend the file and run the same command again: it is called anew. What it did before stays.", cause });
    }
    signal.throwIfAborted();
    await recorded(client, { dataset, file: program.name }, () => hash, async () => 0);
    return { ...outcome, did: "applied" };
  });
};
