import { existsSync } from "node:fs";
import { DevError } from "../../errors/dev-error.ts";
import { bringDown } from "../../wiring/bring-down.ts";
import { readManifests } from "../../wiring/data/snapshot/manifests.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import { stopPrograms } from "../../wiring/stop-programs.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { DownInput } from "../commands/down.ts";
import { confirm } from "../confirm.ts";
import { createLineReporter } from "../line-reporter.ts";
import { runFailure } from "../run-failure.ts";

const snapshotsText = (count: number): string => (count === 0 ? "" : ` and ${count === 1 ? "its snapshot" : `${count} snapshots`}`);

const downApps = async (project: Project, { surroundings, interrupt, output }: CommandContext): Promise<CommandResult> => {
  const lines = createLineReporter(output, surroundings.clock);
  const result = await stopPrograms(project, surroundings, lines.observer, interrupt);
  lines.dispose();
  const text = result.stopped.length === 0 ? "No application runs." : `${result.stopped.join(", ")}: stopped. The services run on.`;
  return { data: { instance: project.instance.id, removed: result.stopped, volumes: "kept" }, text, ...((!result.ok || interrupt.soft.aborted) && { failure: runFailure(result, interrupt, project.directory.logs) }) };
};

export const run = async ({ options }: DownInput, context: CommandContext): Promise<CommandResult> => {
  const { surroundings, interrupt, output } = context;
  const project = await openProject(surroundings);
  const { id } = project.instance;
  if (options.apps && options.volumes) throw new DevError("USAGE", "--apps leaves the services alone, and --volumes removes their data", { hint: "Leave one of them out." });
  if (options.apps) return downApps(project, context);
  if (options.volumes) await confirm(context, `Remove ${id} with all its data${snapshotsText((await readManifests(project.directory)).length)}?`, options.yes);
  const lines = createLineReporter(output, surroundings.clock);
  const result = await bringDown(project, surroundings, options.volumes ? "remove" : "keep", lines.observer, interrupt, output.warn);
  lines.dispose();
  const removed = result.stopped;
  const kept = options.volumes ? "Its data are gone." : "Its data stay: neotool dev up goes on with them, neotool dev down --volumes removes them.";
  const text = result.didNothing && !options.volumes ? `Nothing of ${id} runs. Data, where there are any, stay.` : `${id} is down. ${existsSync(project.directory.root) || options.volumes ? kept : ""}`.trimEnd();
  return { data: { instance: id, removed, volumes: options.volumes ? "removed" : "kept" }, text, ...((!result.ok || interrupt.soft.aborted) && { failure: runFailure(result, interrupt, project.directory.logs) }) };
};
