import { runWithStack } from "../../fixtures/with-program.ts";
import { DevError } from "../../errors/dev-error.ts";
import { interruption } from "../../platform/interrupt.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { WithInput } from "../commands/with.ts";

export const run = async ({ args, options }: WithInput, { surroundings, output, interrupt }: CommandContext): Promise<CommandResult> => {
  const { services, profile, stack: mode, migrate } = options;
  if (migrate !== undefined && !options.isolate) throw new DevError("USAGE", "--migrate is for a database of the command's own, and --isolate was not given", { hint: "neotool dev with --isolate --migrate FOLDER -- COMMAND" });
  // A flag is nearer than a variable.
  const machine = mode === undefined ? surroundings : { ...surroundings, env: { ...surroundings.env, NEOTOOL_STACK: mode } };
  const result = await runWithStack(
    machine,
    {
      command: args,
      isolate: options.isolate ? "parts" : "nothing",
      migrate,
      stdout: output.mode === "json" ? "stderr" : "stdout",
      stack: { services, ...(profile !== undefined && { profile }), report: (text) => output.narrate(text, { type: "progress", text }) },
    },
    interrupt,
  );
  return { data: result, text: "", exitCode: result.exitCode, ...(interrupt.soft.aborted && { failure: interruption() }) };
};
