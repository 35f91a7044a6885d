import { existsSync } from "node:fs";
import { DevError } from "../errors/dev-error.ts";
import type { PerformTools } from "../engine/perform.ts";
import { runPlan, type Observer, type RunResult } from "../engine/run-plan.ts";
import { lockInstance } from "../instance/lock.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import { takeDownPrograms } from "../planner/take-down.ts";
import { openPrograms } from "./connection.ts";
import { noRuntime } from "./no-runtime.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";
import { withPrograms } from "./with-programs.ts";

const isNotPlanned = (): never => {
  throw new Error("stopping programs asks for no image, no probe and no one-shot");
};

/** Stops the applications of an instance; its services run on, and no engine is asked. @throws {DevError} `INSTANCE_BUSY` */
export const stopPrograms = async (project: Project, surroundings: Surroundings, observer: Observer, { soft, hard }: Interrupt): Promise<RunResult & { readonly stopped: readonly string[] }> => {
  const programs = openPrograms(project, surroundings);
  const runtime = withPrograms(noRuntime, programs);
  await using _lock = existsSync(project.directory.root) ? await lockInstance(project.directory, "down") : undefined;
  const observed = await runtime.observe(soft);
  const plan = takeDownPrograms(observed);
  const tools: Omit<PerformTools, "emit"> = {
    desired: new Map(),
    images: new Map(),
    runtime,
    programs,
    clock: surroundings.clock,
    timeoutMs: undefined,
    soft,
    hard,
    findImage: isNotPlanned,
    probe: isNotPlanned,
    runTask: isNotPlanned,
    explainBusyPorts: isNotPlanned,
  };
  const run = await runPlan(plan, observed, tools, observer);
  return { ...run, stopped: plan.flatMap(({ op }) => (op.kind === "remove" ? [op.service] : [])) };
};

/** Nothing can be said of what is in the engine, or the cluster. */
const isAboutTheEngine = ({ code }: DevError): boolean => code.startsWith("ENGINE_") || code === "CLUSTER_FAILED" || code === "TOOL_MISSING";

/**
 * What `down` still does where the engine is not there: the applications need none to be ended.
 *
 * @returns the error that it fails with, which says what was done, and what was not.
 */
export const downWithoutEngine = async (project: Project, surroundings: Surroundings, error: unknown, observer: Observer, interrupt: Interrupt): Promise<unknown> => {
  if (!(error instanceof DevError) || !isAboutTheEngine(error) || interrupt.soft.aborted) return error;
  const { stopped, ok, errors } = await stopPrograms(project, surroundings, observer, interrupt);
  if (stopped.length === 0) return error;
  const { code, message, hint, cause, evidence } = error;
  const done = ok ? `stopped: ${stopped.join(", ")}` : `not all of ${stopped.join(", ")} could be stopped: ${errors.map(String).join("; ")}`;
  return new DevError(code, message, { hint, cause, evidence: [...evidence, done, `not done: the containers of ${project.instance.id} are as they were`] });
};
