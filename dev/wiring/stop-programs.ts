import { existsSync } from "node:fs";
import { runPlan, type Observer, type RunResult } from "../engine/run-plan.ts";
import { lockInstance } from "../instance/lock.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import { takeDownPrograms } from "../planner/take-down.ts";
import { connect } from "./connection.ts";
import { performTools, subjectWithoutImages } from "./perform-tools.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** Stops the applications of an instance; its services run on. @throws {DevError} `INSTANCE_BUSY` */
export const stopPrograms = async (project: Project, surroundings: Surroundings, observer: Observer, interrupt: Interrupt): Promise<RunResult & { readonly stopped: readonly string[] }> => {
  const connection = await connect(project, surroundings, interrupt.soft);
  await using _lock = existsSync(project.directory.root) ? await lockInstance(project.directory, "down") : undefined;
  const observed = await connection.runtime.observe(interrupt.soft);
  const plan = takeDownPrograms(observed);
  const run = await runPlan(plan, observed, performTools(project, surroundings, connection, subjectWithoutImages(new Map()), interrupt), observer);
  return { ...run, stopped: plan.flatMap(({ op }) => (op.kind === "remove" ? [op.service] : [])) };
};
