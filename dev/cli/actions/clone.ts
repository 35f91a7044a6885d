import { connectEngine } from "../../docker/connect.ts";
import { DevError } from "../../errors/dev-error.ts";
import { cloneInstance } from "../../wiring/data/clone-instance.ts";
import { cloneSource } from "../../wiring/data/clone-source.ts";
import { connect } from "../../wiring/connection.ts";
import { openProject } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { CloneInput } from "../commands/clone.ts";
import type { UpInput } from "../commands/up.ts";
import { confirm } from "../confirm.ts";
import { runFailure } from "../run-failure.ts";
import { withReporting } from "../run-reporting.ts";
import { contentText } from "./snapshot/text.ts";
import { run as up } from "./up.ts";

/** As it is called without any option. */
const PLAIN_UP: UpInput["options"] = {
  profile: undefined, runtime: undefined, only: [], without: [], dryRun: false, waitTimeout: undefined, offline: false, strictPorts: false, port: [], fresh: false, allowMissing: false, oldData: undefined, setup: false, yes: false, apps: false, app: [], replace: false,
};

export const run = async ({ options }: CloneInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, interrupt } = context;
  if (options.from === undefined) throw new DevError("USAGE", "Whose data are to be cloned is not said", { hint: "neotool dev clone --from <instance>; neotool dev ps --all shows them." });
  const project = await openProject(surroundings);
  const source = await cloneSource(project, surroundings, await connectEngine(surroundings), options.from);
  const { runtime } = await connect(project, surroundings, interrupt.soft);
  const { volumes } = await runtime.observe(interrupt.soft);
  if (volumes.size > 0) await confirm(context, `Put a copy of the data of ${source.instance.id} in the place of those of ${project.instance.id}?`, options.yes);
  const brought = await up({ args: [], options: { ...PLAIN_UP, allowMissing: options.allowMissing } }, context);
  if (brought.failure !== undefined) return brought;
  return withReporting("clone", project, context, async ({ observer, logPath }) => {
    const report = { say: context.output.narrate, warn: context.output.warn, observer };
    const { manifest, pauseMs, run: done } = await cloneInstance(project, source, surroundings, report, interrupt);
    return {
      data: { instance: project.instance.id, from: source.instance.id, pauseMs: Math.round(pauseMs), services: [...new Set(manifest.parts.map(({ service }) => service))], secrets: done.secrets },
      text: done.ok ? `✔ ${contentText(manifest)} are as in ${source.instance.id}, whose writers stood still for ${Math.round(pauseMs)} ms\n\nneotool dev status   ports and addresses of this instance` : "",
      ...((!done.ok || interrupt.soft.aborted) && { failure: runFailure(done, interrupt, logPath) }),
    };
  });
};
