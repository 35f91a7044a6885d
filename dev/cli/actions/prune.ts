import { connectEngine } from "../../docker/connect.ts";
import { readLedger, type LedgerEntry } from "../../wiring/ledger.ts";
import { removeEntry } from "../../wiring/prune.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { PruneInput } from "../commands/prune.ts";
import { confirm } from "../confirm.ts";

const describe = ({ id, workingCopy, containers, volumes }: LedgerEntry): string =>
  `${id}: ${containers.length} containers, ${volumes.length} volumes; its working copy ${workingCopy} is gone`;

export const run = async ({ options }: PruneInput, context: CommandContext): Promise<CommandResult> => {
  const engine = await connectEngine(context.surroundings);
  const orphans = (await readLedger(engine, "leave out")).filter(({ isOrphan }) => isOrphan);
  const lines = orphans.map(describe);
  if (orphans.length === 0) return { data: { removed: [] }, text: "Nothing to prune: every instance has its working copy." };
  if (options.dryRun) return { data: { removed: [], wouldRemove: orphans }, text: lines.join("\n") };
  context.output.narrate(lines.join("\n"));
  await confirm(context, `Remove ${orphans.length === 1 ? "it" : "them"} with all data?`, options.yes);
  for (const orphan of orphans) await removeEntry(engine, orphan);
  const removed = orphans.map(({ id }) => id);
  return { data: { removed }, text: removed.map((id) => `✔ removed ${id}`).join("\n") };
};
