import type { CommandContext, CommandResult } from "../command.ts";
import { commands } from "../commands.ts";
import type { CompleteInput } from "../commands/complete.ts";
import { complete, type Lookup } from "../completion/candidates.ts";

/** The definition is loaded only where its names are asked for: commands and options come from the table alone. */
const lookupWith =
  ({ surroundings }: CommandContext): Lookup =>
  async (what) => {
    const { lookupIn } = await import("../completion/sources.ts");
    return lookupIn(surroundings)(what);
  };

export const run = async ({ args }: CompleteInput, context: CommandContext): Promise<CommandResult> => {
  const { candidates, paths } = await complete(args, commands, lookupWith(context));
  const lines = candidates.map(({ value, description }) => `${value}\t${description.replaceAll(/\s+/g, " ")}`);
  return { data: { candidates, paths }, text: [...lines, ...(paths === "none" ? [] : [`:${paths}`])].join("\n") };
};
