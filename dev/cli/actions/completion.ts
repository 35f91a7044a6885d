import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { unknownName } from "../../platform/closest.ts";
import { packageRoot } from "../../platform/package-root.ts";
import type { CommandResult } from "../command.ts";
import type { CompletionInput } from "../commands/completion.ts";
import { SHELLS } from "../completion/shells.ts";

export const run = async ({ args }: CompletionInput): Promise<CommandResult> => {
  const shell = SHELLS.find((known) => known === args[0]);
  if (shell === undefined) throw unknownName("completion for", args[0] ?? "", SHELLS);
  const script = await readFile(join(packageRoot, "completions", `neotool.${shell}`), "utf8");
  return { data: { shell, script }, text: script.trimEnd() };
};
