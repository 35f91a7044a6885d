import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { connectEngine } from "../docker/connect.ts";
import { lockedImage } from "../images/lock.ts";
import { presentImage } from "../images/present.ts";
import type { RuntimeId } from "../model/runtime.ts";
import { CLUSTER_PROGRAMS, clusterPrograms, RENDERING_PROGRAMS } from "../platform/cluster-programs.ts";
import { ownUserName } from "../platform/own-user.ts";
import { missingPrograms } from "../setup/get-programs.ts";
import { inspectMachine } from "../setup/machine.ts";
import { formatSetup, planSetup, type SetupStep } from "../setup/plan-setup.ts";
import { engineState, runSetup } from "../setup/run-setup.ts";
import { imageFinder, imagePolicy } from "../wiring/images.ts";
import { openProject } from "../wiring/project.ts";
import { confirm } from "./confirm.ts";
import type { CommandContext } from "./command.ts";
import { createProgress } from "./progress.ts";

export interface SetUpRequest {
  /** References of the images to have at the end. */
  readonly images: readonly string[];
  readonly offline: boolean;
  /** Where services are to run: a cluster needs programs. */
  readonly runtime: RuntimeId;
  /** Whether production's manifests are to be rendered, which needs programs as well. */
  readonly renders: boolean;
  /** `given`: by `--setup` or `--yes`. `ask`: shown and asked for. `plan`: only shown. */
  readonly consent: "given" | "ask" | "plan";
}

/** Shows what is missing on this machine, and with consent gets it. @returns the steps: none when nothing was missing. */
export const setUpMachine = async (context: CommandContext, { images, offline, runtime, renders, consent }: SetUpRequest): Promise<readonly SetupStep[]> => {
  const { surroundings, output, interrupt } = context;
  const machine = await inspectMachine(surroundings.uid, process.stdin.isTTY === true);
  const state = await engineState(surroundings);
  const missing = state === "runs" ? await missingImages(context, images) : images;
  const user = ownUserName();
  const needed = new Set([...(runtime === "k3d" ? CLUSTER_PROGRAMS : []), ...(renders ? RENDERING_PROGRAMS : [])]);
  const programs = await missingPrograms(clusterPrograms(surroundings.cache, surroundings.env.PATH), surroundings.cache, [...needed]);
  const steps = planSetup(machine, state, missing.length, user, programs);
  if (steps.length === 0) return steps;
  output.narrate(`Setup of this machine (${machine.system}):\n${formatSetup(steps)}`, { type: "setup-plan", steps });
  if (consent === "plan") return steps;
  if (consent === "ask") await confirm(context, "Go on?", false);

  const project = await openProject(surroundings);
  const logs = join(surroundings.cache, "logs");
  mkdirSync(logs, { recursive: true });
  const logFile = join(logs, "setup.log");
  output.narrate(`Every line of it goes to ${logFile}`);
  const progress = createProgress(context);
  try {
    await runSetup(steps, {
      machine,
      surroundings,
      user,
      clock: surroundings.clock,
      logs,
      signal: interrupt.soft,
      report: progress.report,
      warn: output.warn,
      log: (line) => appendFileSync(logFile, `${surroundings.redactor.redact(line)}\n`),
      imageFinder: (engine) => imageFinder(engine, imagePolicy(project, surroundings, { consent: true, offline, allowMissing: false }), surroundings),
      images: missing,
      programs,
      cache: surroundings.cache,
      offline,
    });
  } finally {
    progress.dispose();
  }
  return steps;
};

const missingImages = async ({ surroundings }: CommandContext, images: readonly string[]): Promise<readonly string[]> => {
  const { socket } = await connectEngine(surroundings);
  const present = await Promise.all(images.map((reference) => presentImage(socket, lockedImage(reference))));
  return images.filter((_reference, index) => present[index] === undefined);
};
