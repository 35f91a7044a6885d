import { openProject } from "../../wiring/project.ts";
import { restartServices } from "../../wiring/restart-services.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { RestartInput } from "../commands/restart.ts";
import { runFailure } from "../run-failure.ts";
import { withReporting } from "../run-reporting.ts";
import { formatServices, viewData } from "../view-text.ts";

export const run = async ({ args, options }: RestartInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, interrupt, output } = context;
  const project = await openProject(surroundings);
  const timeoutMs = options.waitTimeout === undefined ? undefined : options.waitTimeout * 1000;
  return withReporting("restart", project, context, async ({ observer, logPath }) => {
    const done = await restartServices(project, surroundings, args, timeoutMs, observer, interrupt, output.warn);
    const touched = [...done.view.services.values()].filter(({ readyAfterMs, error }) => readyAfterMs !== null || error !== null);
    return {
      data: viewData(project.instance, done.view, done.desired),
      text: formatServices(touched),
      ...((!done.ok || interrupt.soft.aborted) && { failure: runFailure(done, interrupt, logPath) }),
    };
  });
};
