import type { Wiped } from "../../data/reset/wipe-stores.ts";
import { inSeconds } from "../../platform/duration.ts";
import { lookForReset, resetInstance } from "../../wiring/data/reset-instance.ts";
import { openDatasets } from "../../wiring/data/seed-instance.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { ResetInput } from "../commands/reset.ts";
import { confirm } from "../confirm.ts";
import { createLineReporter } from "../line-reporter.ts";
import { createProgress } from "../progress.ts";
import { formatSeeded, seedReport } from "../seed-text.ts";
import { holdingsTable } from "../holdings-text.ts";

const wipedLine = ({ store, ms, error }: Wiped): string => `${error === undefined ? "✔" : "✘"} ${store.padEnd(12)} ${error === undefined ? "wiped" : "not wiped"}   ${inSeconds(ms)}`;

export const run = async ({ options }: ResetInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, output, interrupt } = context;
  const project = await openProject(surroundings);
  const datasets = options.seed.length === 0 ? [] : await openDatasets(project, options.seed); // before anything is gone
  const { id } = project.instance;
  const looked = options.yes && !options.dryRun ? undefined : await lookForReset(project, surroundings, options.only, interrupt.soft);
  if (looked) {
    const list = holdingsTable(looked);
    if (options.dryRun) return { data: { instance: id, holdings: looked, wiped: [], seeded: [], snapshot: null }, text: looked.length === 0 ? "There is nothing to destroy." : `This would be destroyed:\n${list}` };
    if (looked.length > 0) output.narrate(`This will be destroyed:\n${list}`, { event: "holdings", holdings: looked });
    await confirm(context, `Destroy these data of ${id}?`, options.yes);
  }
  const lines = createLineReporter(output, surroundings.clock);
  const progress = createProgress(context);
  const { holdings, snapshot, wiped, seeded, errors } = await resetInstance(
    project,
    surroundings,
    { only: options.only, datasets, snapshot: options.noSnapshot ? "none" : "take", holdings: looked ?? (output.mode === "json" ? "look" : "unasked") },
    { observer: lines.observer, say: output.narrate, warn: output.warn, seed: seedReport(progress, output.warn), wiped: (store) => output.narrate(wipedLine(store), { event: "wiped", store: store.store, ms: store.ms, ok: store.error === undefined }) },
    interrupt,
  ).finally(() => {
    progress.dispose();
    lines.dispose();
  });
  const notices = wiped.flatMap((store) => store.notices);
  for (const notice of notices) output.warn(notice);
  return {
    data: { instance: id, holdings, wiped: wiped.map(({ store, ms, error }) => ({ store, ms: Math.round(ms), ok: error === undefined })), seeded, snapshot: snapshot?.manifest.name ?? null },
    text: errors.length > 0 ? "" : [`The data of ${wiped.map(({ store }) => store).join(", ")} are gone; what the definition puts there is there again.`, ...(seeded.length > 0 ? [formatSeeded(seeded)] : []), ...(snapshot ? [`neotool dev snapshot restore ${snapshot.manifest.name}   brings back what was there`] : [])].join("\n"),
    ...(errors.length > 0 && { failure: errors[0] }),
  };
};
