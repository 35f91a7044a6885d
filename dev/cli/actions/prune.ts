import { connectEngine } from "../../docker/connect.ts";
import { orphanReason, readLedger, type LedgerEntry } from "../../wiring/ledger.ts";
import { removeEntry, removeTemplates, unusedTemplates } from "../../wiring/prune.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { PruneInput } from "../commands/prune.ts";
import { confirm } from "../confirm.ts";

const describe = (entry: LedgerEntry): string => `${entry.id}: ${entry.containers.length} containers, ${entry.volumes.length} volumes; ${orphanReason(entry)}`;

const describeTemplate = (name: string): string => `${name}: a template that nothing uses; the next new instance makes it again`;

export const run = async ({ options }: PruneInput, context: CommandContext): Promise<CommandResult> => {
  const engine = await connectEngine(context.surroundings);
  const [ledger, templates] = await Promise.all([readLedger(engine, "leave out"), unusedTemplates(engine)]);
  const orphans = ledger.filter(({ isOrphan }) => isOrphan);
  const lines = [...orphans.map(describe), ...templates.map(describeTemplate)];
  if (lines.length === 0) return { data: { removed: [], templates: [] }, text: "Nothing to prune: every instance has its working copy, every session its process." };
  if (options.dryRun) return { data: { removed: [], templates: [], wouldRemove: orphans, wouldRemoveTemplates: templates }, text: lines.join("\n") };
  context.output.narrate(lines.join("\n"));
  if (orphans.length > 0) await confirm(context, `Remove ${orphans.length === 1 ? "it" : "them"} with all data?`, options.yes);
  for (const orphan of orphans) await removeEntry(engine, orphan);
  await removeTemplates(engine, templates);
  const removed = orphans.map(({ id }) => id);
  return { data: { removed, templates }, text: [...removed, ...templates].map((name) => `✔ removed ${name}`).join("\n") };
};
