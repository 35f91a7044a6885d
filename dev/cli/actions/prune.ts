import { countLeftovers } from "../../data/isolation/isolated-too.ts";
import { connectEngine } from "../../docker/connect.ts";
import { findInstanceLeftovers, sweepInstances, type InstanceLeftovers } from "../../wiring/data/isolation/leftovers.ts";
import { orphanReason, readLedger, type LedgerEntry } from "../../wiring/ledger.ts";
import { removeEntry, removeTemplates, unusedTemplates } from "../../wiring/prune.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { PruneInput } from "../commands/prune.ts";
import { confirm } from "../confirm.ts";

const describe = (entry: LedgerEntry): string => `${entry.id}: ${entry.containers.length} containers, ${entry.volumes.length} volumes; ${orphanReason(entry)}`;

const describeTemplate = (name: string): string => `${name}: a template that nothing uses; the next new instance makes it again`;

const describeLeftovers = ({ instance, found }: InstanceLeftovers): string => `${instance}: ${countLeftovers(found)} of tests that are over`;

const inData = (leftovers: readonly InstanceLeftovers[]) => leftovers.flatMap(({ instance, found }) => found.map((one) => ({ instance, ...one })));

export const run = async ({ options }: PruneInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, output, interrupt } = context;
  const engine = await connectEngine(surroundings);
  const [ledger, templates] = await Promise.all([readLedger(engine, "leave out"), unusedTemplates(engine)]);
  const orphans = ledger.filter(({ isOrphan }) => isOrphan);
  const looked = await findInstanceLeftovers(ledger, surroundings, interrupt.soft);
  const left = looked.filter(({ found }) => found.length > 0);
  for (const { instance, problems } of looked) for (const problem of problems) output.warn(`${instance}: what tests may have left there was not looked at: ${problem}`);
  const lines = [...orphans.map(describe), ...templates.map(describeTemplate), ...left.map(describeLeftovers)];
  if (lines.length === 0) return { data: { removed: [], templates: [], leftovers: [] }, text: "Nothing to prune: every instance has its working copy, every session its process." };
  if (options.dryRun) return { data: { removed: [], templates: [], leftovers: [], wouldRemove: orphans, wouldRemoveTemplates: templates, wouldRemoveLeftovers: inData(left) }, text: lines.join("\n") };
  output.narrate(lines.join("\n"));
  if (orphans.length > 0) await confirm(context, `Remove ${orphans.length === 1 ? "it" : "them"} with all data?`, options.yes);
  for (const orphan of orphans) await removeEntry(engine, orphan);
  await removeTemplates(engine, templates);
  const swept = await sweepInstances(ledger.filter(({ id }) => left.some(({ instance }) => instance === id)), surroundings, interrupt.soft);
  for (const { instance, problems } of swept) for (const problem of problems) output.warn(`${instance}: not all that tests left there could be removed: ${problem}`);
  const removed = orphans.map(({ id }) => id);
  const gone = [...removed, ...templates, ...swept.filter(({ found }) => found.length > 0).map(describeLeftovers)];
  return { data: { removed, templates, leftovers: inData(swept) }, text: gone.map((name) => `✔ removed ${name}`).join("\n") };
};
