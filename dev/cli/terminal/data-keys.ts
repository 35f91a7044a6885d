import type { SnapshotManifest } from "../../data/snapshot/manifest.ts";
import { bytesOf } from "../../data/snapshot/manifest.ts";
import { formatAge, inSeconds } from "../../platform/duration.ts";
import type { DatasetOutcome, SeedReport } from "../../seed/outcome.ts";
import { bytesText } from "../../ui/usage-text.ts";
import { lookForReset, resetInstance } from "../../wiring/data/reset-instance.ts";
import { runningInstance } from "../../wiring/data/running-instance.ts";
import { datasetsOf, openDatasets, seedInstance } from "../../wiring/data/seed-instance.ts";
import { readManifests } from "../../wiring/data/snapshot/manifests.ts";
import { restoreSnapshot, usableSnapshot } from "../../wiring/data/snapshot/restore-snapshot.ts";
import { saveSnapshot } from "../../wiring/data/snapshot/save-snapshot.ts";
import { withSnapshots } from "../../wiring/data/snapshot/with-snapshots.ts";
import type { Project } from "../../wiring/project.ts";
import { contentText } from "../actions/snapshot/text.ts";
import type { CommandContext } from "../command.ts";
import { sizeText } from "../holdings-text.ts";

/** Who works on data from the screen: it is told, and answers. */
export interface DataTalk {
  say(text: string): void;
  /** @returns whether the person said yes. */
  ask(text: string): Promise<boolean>;
}

/** What keys of the screen do with an instance's data. */
export interface DataKeys {
  wipe(service: string): Promise<void>;
  save(): Promise<void>;
  /** Back to the newest snapshot. */
  restore(): Promise<void>;
  seed(): Promise<void>;
}

const NOTHING = "Nothing was touched.";

/** @example "before-migration, taken 5 min ago (before reset)" */
export const lastSnapshotText = ({ name, createdAt, reason }: SnapshotManifest, now: Date): string =>
  `${name}, taken ${formatAge(now.getTime() - Date.parse(createdAt))} ago${reason === "asked for" ? "" : ` (${reason})`}`;

/** @example "12 files applied, 3 unchanged" */
export const seededText = (outcomes: readonly DatasetOutcome[]): string => {
  const files = outcomes.flatMap((outcome) => outcome.files);
  const unchanged = files.filter(({ did }) => did === "unchanged").length;
  const written = files.length - unchanged;
  return files.length === 0 ? "nothing to apply" : `${written} ${written === 1 ? "file" : "files"} applied${unchanged === 0 ? "" : `, ${unchanged} unchanged`}`;
};

export const dataKeys = (project: Project, { surroundings, interrupt }: CommandContext, { say, ask }: DataTalk): DataKeys => {
  const { clock } = surroundings;
  const tools = { say, warn: say, observer: () => {} };
  const seedReport: SeedReport = { progress: () => {}, done: () => {}, warn: say };
  const { id } = project.instance;
  return {
    wipe: async (service) => {
      const holdings = await lookForReset(project, surroundings, [service], interrupt.soft);
      if (!(await ask(`Destroy the data of ${service} (${sizeText(holdings)})? y destroys them, any other key keeps them.`))) return say(NOTHING);
      say(`Destroying the data of ${service}.`);
      const { snapshot, errors } = await resetInstance(project, surroundings, { only: [service], holdings, datasets: [], snapshot: "take" }, { ...tools, wiped: () => {}, seed: seedReport }, interrupt);
      if (errors.length > 0) throw errors[0];
      say(`The data of ${service} are gone.${snapshot ? ` neotool dev snapshot restore ${snapshot.manifest.name} brings them back.` : ""}`);
    },
    save: async () => {
      say(`Taking a snapshot of ${id}.`);
      const { manifest, pauseMs } = await withSnapshots(project, surroundings, "snapshot save", tools, interrupt, async () =>
        saveSnapshot(project, surroundings, await runningInstance(project, surroundings, interrupt.soft), { reason: "asked for" }, tools, interrupt),
      );
      say(`The snapshot ${manifest.name} has ${contentText(manifest)} (${bytesText(bytesOf(manifest))}); writers stood still for ${Math.round(pauseMs)} ms.`);
    },
    restore: async () => {
      const newest = (await readManifests(project.directory)).at(-1);
      if (!newest) return say("There is no snapshot yet: v takes one.");
      const { name } = newest;
      if (!(await ask(`Bring ${contentText(newest)} back to the snapshot ${lastSnapshotText(newest, clock.date())}? What was written since is gone. y does it, any other key leaves all as it is.`))) return say(NOTHING);
      const began = clock.now();
      await withSnapshots(project, surroundings, "snapshot restore", tools, interrupt, async () => {
        const running = await runningInstance(project, surroundings, interrupt.soft);
        const { ok, errors } = await restoreSnapshot(project, surroundings, running, await usableSnapshot(project, running, name, interrupt.soft), tools, interrupt);
        if (!ok) throw errors[0] ?? interrupt.soft.reason;
      });
      say(`All data are as in the snapshot ${name}, after ${inSeconds(clock.now() - began)}.`);
    },
    seed: async () => {
      const own = (await datasetsOf(project)).filter(({ origin }) => origin === "project").map(({ name }) => name);
      const isOwn = own.length > 0;
      if (!isOwn && !(await ask("This project has no datasets. Write demo, which comes with neotool? y does it, any other key leaves all as it is."))) return say(NOTHING);
      const names = isOwn ? own : ["demo"];
      say(`Seeding ${names.join(", ")}.`);
      const outcomes = await seedInstance(project, surroundings, { datasets: await openDatasets(project, names), force: false, missing: "fail" }, seedReport, interrupt.soft);
      say(`Seeded ${names.join(", ")}: ${seededText(outcomes)}.`);
    },
  };
};
