import { parseSecrets, writeSecrets } from "../../../data/vault/kv-secrets.ts";
import { forgetJournal } from "../../../data/reset/journal.ts";
import { storesOf } from "../../../data/stores.ts";
import { runPlan, type Observer, type RunResult } from "../../../engine/run-plan.ts";
import type { Interrupt } from "../../../platform/interrupt.ts";
import type { Desired } from "../../../planner/desired.ts";
import type { Observed } from "../../../planner/observed.ts";
import { startAgain } from "../../../planner/take-down.ts";
import type { Connection } from "../../connection.ts";
import { desiredOfRunning, knownInstance } from "../../known-instance.ts";
import { performTools, subjectWithoutImages } from "../../perform-tools.ts";
import type { Project } from "../../project.ts";
import { remember } from "../../remember.ts";
import type { Surroundings } from "../../surroundings.ts";
import { clearJournal } from "./journal.ts";

export interface RestoreRun extends RunResult {
  readonly desired: Desired;
  /** How many secrets Vault has from the snapshot; `null`: it has none of Vault's, or Vault does not run. */
  readonly secrets: number | null;
}

export interface RestoreTools {
  warn(text: string): void;
  readonly observer: Observer;
}

/** Services whose data were exchanged. */
export interface Exchanged {
  readonly services: readonly string[];
  /** Those of them that have only stood aside: their containers ran on. @default none */
  readonly aside?: ReadonlySet<string>;
  /** Services that ran before: one that ends because its database went away is started behind it all the same. @default those that run now */
  readonly ran?: ReadonlySet<string>;
}

/** What is left to do when a snapshot's volumes are in place. */
export interface RestoreRest extends Exchanged {
  /** Vault's, as they were kept; `undefined`: the snapshot has none. */
  readonly secrets: string | undefined;
}

/** Pure. What has ended meanwhile counts as running: to stop it does nothing. */
export const asTheyRan = (observed: Observed, ran: ReadonlySet<string> = new Set()): Observed => ({
  ...observed,
  containers: new Map([...observed.containers].map(([name, container]) => [name, ran.has(name) && container.state === "exited" ? { ...container, state: "running" } : container])),
});

/** Starts services whose data were exchanged, and does again what a start asks for: roles get this instance's passwords, topics and buckets that the definition has since. */
export const startServices = async (project: Project, surroundings: Surroundings, connection: Connection, { services, aside, ran }: Exchanged, { observer, warn }: RestoreTools, interrupt: Interrupt): Promise<RunResult & { readonly desired: Desired }> => {
  const observed = asTheyRan(await connection.runtime.observe(interrupt.hard), ran);
  const known = await knownInstance(project, surroundings, observed);
  const desired = desiredOfRunning(project, known, observed);
  const plan = startAgain(services.filter((service) => observed.containers.has(service)), desired, observed, "its data were exchanged", aside);
  const run = await runPlan(plan, observed, performTools(project, surroundings, connection, subjectWithoutImages(desired), interrupt), observer);
  await remember(project, connection.runtime.observe, desired, run, known.state, interrupt, surroundings.clock, warn);
  return { ...run, desired };
};

/** Gives Vault, where it runs, the secrets of a snapshot. @returns how many; `null`: none were to be given, or nobody is there to take them. */
export const giveSecrets = async (desired: Desired, text: string | undefined, warn: (text: string) => void, signal: AbortSignal): Promise<number | null> => {
  if (text === undefined) return null;
  const secrets = parseSecrets(text);
  const { vault } = storesOf(desired);
  if (vault) await writeSecrets(secrets, vault.address, vault.action.token, vault.action, signal);
  else if (secrets.length > 0) warn(`Vault does not run: its ${secrets.length} secrets of the snapshot were not written`);
  return vault ? secrets.length : null;
};

/** The last part of a restore, which may be done again as often as needed. The journal stays until all of it is done. */
export const finishRestore = async (project: Project, surroundings: Surroundings, connection: Connection, { secrets, ...exchanged }: RestoreRest, tools: RestoreTools, interrupt: Interrupt): Promise<RestoreRun> => {
  const run = await startServices(project, surroundings, connection, exchanged, tools, interrupt);
  if (!run.ok) return { ...run, secrets: null };
  const given = await giveSecrets(run.desired, secrets, tools.warn, interrupt.soft);
  await clearJournal(project.directory);
  await forgetJournal(project.directory.reset); // what a killed reset has left was exchanged with the rest
  return { ...run, secrets: given };
};
