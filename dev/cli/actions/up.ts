import { onlyMissing } from "../../engine/missing.ts";
import { formatMove, type PortMove } from "../../planner/choose-ports.ts";
import { formatPlan, isChange, type Plan } from "../../planner/operation.ts";
import { selectServices } from "../../planner/select.ts";
import { unknownName } from "../../platform/closest.ts";
import { destroy } from "../../wiring/bring-down.ts";
import { bringUp, dryRun, type UpOptions } from "../../wiring/bring-up.ts";
import { imagePolicy } from "../../wiring/images.ts";
import type { DatasetPlace } from "../../seed/find-datasets.ts";
import { heldByOldData, type Held } from "../../wiring/data/held.ts";
import { seedsOfFirstUp } from "../../wiring/data/seeds-due.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import type { UpInput } from "../commands/up.ts";
import { confirm } from "../confirm.ts";
import { createProgress } from "../progress.ts";
import { formatSeeded, seedReport } from "../seed-text.ts";
import { chooseForOldData } from "../old-data.ts";
import { parsePorts } from "../parse-ports.ts";
import { runFailure } from "../run-failure.ts";
import { withReporting } from "../run-reporting.ts";
import { isInteractive } from "../terminal/interactive.ts";
import { createUpScreen } from "../terminal/up-screen.ts";
import { runtimeInUse } from "../../wiring/connection.ts";
import { setUpMachine } from "../set-up-machine.ts";
import { formatUp, viewData } from "../view-text.ts";

const appsOf = ({ stack }: Project): readonly string[] => stack.services.filter(({ kind }) => kind === "process").map(({ name }) => name);

/** @throws {DevError} `USAGE` for a name that is none of an application: a service's would say nothing, and bring up the rest. */
const askedApps = (project: Project, { apps, app }: UpInput["options"]): readonly string[] => {
  const known = appsOf(project);
  for (const name of app) if (!known.includes(name)) throw unknownName("application", name, known);
  return apps ? known : app;
};

const upOptions = (project: Project, { surroundings }: CommandContext, { options }: UpInput): UpOptions => ({
  runtime: options.runtime ?? project.config.runtime,
  selection: { profile: options.profile, only: options.only, also: askedApps(project, options), without: options.without },
  ports: parsePorts(options.port, project.stack),
  strictPorts: options.strictPorts,
  images: imagePolicy(project, surroundings, { consent: options.setup, offline: options.offline, allowMissing: options.allowMissing }),
  timeoutMs: options.waitTimeout === undefined ? undefined : options.waitTimeout * 1000,
});

/** Loaded for who has any: an `up` without does not wait for it. */
const datasetsOfFirstUp = async (project: Project): Promise<readonly DatasetPlace[]> => {
  if (seedsOfFirstUp(project).length === 0) return [];
  const { firstUpDatasets } = await import("../../wiring/data/first-up.ts");
  return firstUpDatasets(project);
};

/** The result with what was seeded; where that failed, the services run all the same. */
const withSeeds = async (project: Project, context: CommandContext, datasets: readonly DatasetPlace[], plan: Plan, result: CommandResult & { readonly data: object }): Promise<CommandResult> => {
  const { surroundings, interrupt, output } = context;
  if (datasets.length === 0) return { ...result, data: { ...result.data, seeded: [] } };
  const { seedAfterUp } = await import("../../wiring/data/first-up.ts");
  const progress = createProgress(context);
  try {
    const seeded = await seedAfterUp(project, surroundings, datasets, plan, seedReport(progress, output.warn), interrupt.soft);
    return { ...result, data: { ...result.data, seeded }, text: seeded.length === 0 ? result.text : `${result.text}\n\nSeeded:\n${formatSeeded(seeded)}` };
  } catch (failure) {
    return { ...result, data: { ...result.data, seeded: [] }, failure };
  } finally {
    progress.dispose();
  }
};

export const run = async (input: UpInput, context: CommandContext): Promise<CommandResult> => {
  const { options } = input;
  const { output, surroundings, interrupt } = context;
  const project = await openProject(surroundings);
  const settings = upOptions(project, context, input);
  selectServices(project.stack, settings.selection); // a misspelt profile or service is said before anything is made, or thrown away
  const datasets = await datasetsOfFirstUp(project); // and so is a misspelt dataset
  if (options.setup) await setUpMachine(context, { images: [], offline: options.offline, runtime: settings.runtime ?? (await runtimeInUse(project)), renders: false, consent: options.dryRun ? "plan" : "given" });
  const tell = { warn: output.warn, moved: (move: PortMove) => output.warn(formatMove(move)) };
  if (options.dryRun) {
    const plan = await dryRun(project, surroundings, settings, tell, interrupt.soft);
    return { data: { plan }, text: plan.some(isChange) ? formatPlan(plan) : "Nothing to do: everything is as it should be." };
  }
  if (settings.selection.also?.length || settings.selection.only?.length) {
    const { freeAppPorts } = await import("../free-app-ports.ts");
    await freeAppPorts(project, context, settings.selection, options.replace ? "replace" : "ask");
  }
  if (options.fresh) {
    await confirm(context, `Throw away all containers and data of ${project.instance.id}?`, options.yes);
    await destroy(project, surroundings, interrupt, output.warn);
  }
  let plan: Plan = [];
  let held: readonly Held[] = [];
  const once = () => withReporting("up", project, context, async ({ observer, logPath, record }) => {
    const planned = (made: Plan) => {
      plan = made;
      record({ type: "plan", plan: formatPlan(made).split("\n") });
    };
    const { run: done, desired } = await bringUp(project, surroundings, settings, { ...tell, say: output.narrate, observer, planned }, interrupt);
    held = heldByOldData(done.view);
    const without = options.allowMissing || options.setup ? onlyMissing(done.view) : undefined;
    without?.services.forEach(({ name, reason }) => output.warn(`${name} is missing: ${reason}`));
    return {
      data: { ...viewData(project.instance, done.view, desired), criticalPath: done.criticalPath ?? null },
      text: formatUp(done, surroundings.clock.now() - done.view.startedAt, without),
      ...(((!done.ok && !without) || interrupt.soft.aborted) && { failure: runFailure(done, interrupt, logPath) }),
    };
  }, isInteractive(context) ? createUpScreen : undefined);
  let result = await once();
  const choice = await chooseForOldData(context, held, options.oldData);
  if (choice !== "keep") {
    const { setOldDataAside } = await import("../../wiring/data/old-data.ts");
    const aside = await setOldDataAside(project, surroundings, held, choice, { say: output.narrate, warn: output.warn, observer: () => {} }, interrupt);
    result = await once();
    for (const { takeOver } of result.failure === undefined ? aside : []) await takeOver?.();
  }
  return result.failure === undefined ? withSeeds(project, context, datasets, plan, result) : { ...result, data: { ...result.data, seeded: [] } };
};
