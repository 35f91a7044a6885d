import { imagesOf } from "../../model/images-of.ts";
import { selectServices } from "../../planner/select.ts";
import { CHECK_IMAGE } from "../../setup/run-setup.ts";
import { runtimeInUse } from "../../wiring/connection.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { SetupInput } from "../commands/setup.ts";
import { setUpMachine } from "../set-up-machine.ts";

export const run = async ({ options }: SetupInput, context: CommandContext): Promise<CommandResult> => {
  const project = await openProject(context.surroundings);
  const { stack } = project;
  const images = [CHECK_IMAGE, ...imagesOf(selectServices(stack, {}))];
  const consent = options.dryRun ? "plan" : options.yes ? "given" : "ask";
  const steps = await setUpMachine(context, { images, offline: options.offline, runtime: await runtimeInUse(project), renders: options.parity, consent });
  if (steps.length === 0) return { data: { steps }, text: "Nothing to do: the engine runs, and all images are there." };
  return { data: { steps }, text: options.dryRun ? "Nothing was done (--dry-run)." : "This machine is ready: neotool dev up" };
};
