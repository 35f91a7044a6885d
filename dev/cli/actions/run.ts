import { DevError } from "../../errors/dev-error.ts";
import { unknownName } from "../../platform/closest.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { RunInput } from "../commands/run.ts";
import { run as up } from "./up.ts";

/** `up` of applications and of what they need, and of nothing else. */
export const run = async ({ args, options }: RunInput, context: CommandContext): Promise<CommandResult> => {
  const { stack } = await openProject(context.surroundings);
  const known = stack.services.filter(({ kind }) => kind === "process").map(({ name }) => name);
  if (known.length === 0) throw new DevError("USAGE", "This project has no applications to run", { hint: "neotool dev init proposes some; docs/applications.md says how they are written down." });
  for (const name of args) if (!known.includes(name)) throw unknownName("application", name, known);
  const { replace, waitTimeout, offline, dryRun } = options;
  const rest = { profile: undefined, runtime: undefined, without: [], strictPorts: false, port: [], fresh: false, allowMissing: false, setup: false, yes: false, oldData: undefined, apps: false, app: [] };
  return up({ args: [], options: { ...rest, only: args.length > 0 ? [...new Set(args)] : known, replace, waitTimeout, offline, dryRun } }, context);
};
