import { inSeconds } from "../../platform/duration.ts";
import { filesOf, storesOfDataset } from "../../seed/dataset.ts";
import { readDataset } from "../../seed/find-datasets.ts";
import { datasetsOf, openDatasets, seedDirectory, seedInstance } from "../../wiring/data/seed-instance.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { SeedInput } from "../commands/seed.ts";
import { createProgress } from "../progress.ts";
import { bytesText } from "../../ui/usage-text.ts";
import { formatSeeded, seedReport } from "../seed-text.ts";
import { table } from "../table.ts";

/** With names only those, else also the ones that are shipped, which `seed` alone does not apply. */
const list = async (project: Project, names: readonly string[]): Promise<CommandResult> => {
  const datasets = names.length > 0 ? await openDatasets(project, names) : await Promise.all((await datasetsOf(project)).map(readDataset));
  const data = datasets.map((dataset) => {
    const files = filesOf(dataset);
    return { name: dataset.name, origin: dataset.origin, directory: dataset.directory, stores: storesOfDataset(dataset), files: files.map(({ name }) => name), bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
  });
  const rows = data.map(({ name, origin, stores, files, bytes }) => [name, origin === "project" ? seedDirectory(project) : "comes with neotool", stores.join(", "), String(files.length), bytesText(bytes)]);
  return { data: { datasets: data }, text: table([["DATASET", "WHERE", "STORES", "FILES", "SIZE"], ...rows]) };
};

export const run = async ({ args, options }: SeedInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, interrupt, output } = context;
  const project = await openProject(surroundings);
  if (options.list) return list(project, args);
  const datasets = await openDatasets(project, args);
  const began = surroundings.clock.now();
  const progress = createProgress(context);
  try {
    const outcomes = await seedInstance(project, surroundings, { datasets, force: options.force, missing: "fail" }, seedReport(progress, output.warn), interrupt.soft);
    return { data: { datasets: outcomes }, text: `${formatSeeded(outcomes)}\n\nDone in ${inSeconds(surroundings.clock.now() - began)}.` };
  } finally {
    progress.dispose();
  }
};
