import { DevError } from "../errors/dev-error.ts";
import { lockInstance } from "../instance/lock.ts";
import { readState } from "../instance/state.ts";
import { runPlan, type Observer, type RunResult } from "../engine/run-plan.ts";
import { unknownName } from "../platform/closest.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import type { Desired } from "../planner/desired.ts";
import { restart } from "../planner/take-down.ts";
import { connect } from "./connection.ts";
import { settleSnapshots } from "./data/snapshot/unfinished.ts";
import { desiredOfRunning, knownInstance } from "./known-instance.ts";
import { keepPorts } from "./keep-ports.ts";
import { tellWhereLogsGo } from "./logs/where-logs-go.ts";
import { performTools, subjectWithoutImages } from "./perform-tools.ts";
import type { Project } from "./project.ts";
import { remember } from "./remember.ts";
import type { Surroundings } from "./surroundings.ts";

const notThere = ({ stack }: Project, name: string): DevError =>
  stack.services.some((service) => service.name === name && service.kind === "process")
    ? new DevError("SERVICE_NOT_RUNNING", `${name} was not started, so there is nothing to restart`, { hint: `neotool dev run ${name}` })
    : new DevError("SERVICE_NOT_RUNNING", `${name} has no container to restart`, { hint: "neotool dev up makes it." });

/**
 * Stops and starts the same containers.
 *
 * @param names Empty: all of the instance.
 * @throws {DevError} `USAGE` for an unknown service, `SERVICE_NOT_RUNNING` for one that has no container, `CLUSTER_FAILED` when a cluster does not answer.
 */
export const restartServices = async (
  project: Project,
  surroundings: Surroundings,
  names: readonly string[],
  timeoutMs: number | undefined,
  observer: Observer,
  interrupt: Interrupt,
  warn: (text: string) => void,
): Promise<RunResult & { readonly desired: Desired }> => {
  const connection = await connect(project, surroundings, interrupt.soft);
  await using _lock = await lockInstance(project.directory, "restart");
  await settleSnapshots(project, connection, warn); // what is left of it to do, the next `up` does
  const observed = await connection.runtime.observe(interrupt.soft);
  if (observed.cluster?.state === "broken") throw new DevError("CLUSTER_FAILED", "The cluster of this instance does not answer", { hint: "neotool dev up makes it anew, with its data." });
  await readState(project.directory.state, warn); // puts aside what cannot be read, before it is written over
  const known = await knownInstance(project, surroundings, observed);
  const services = project.stack.services.flatMap(({ kind, name }) => (kind === "task" ? [] : [name]));
  // One that left the definition cannot be started as it says; the next `up` takes it away.
  const chosen = names.length > 0 ? names : [...observed.containers.keys()].filter((name) => services.includes(name));
  for (const name of chosen) {
    if (!services.includes(name)) throw unknownName("service", name, services);
    if (observed.containers.has(name)) continue;
    throw notThere(project, name);
  }
  if (chosen.length === 0) throw new DevError("SERVICE_NOT_RUNNING", "This instance has no containers to restart", { hint: "neotool dev up makes them." });
  const desired = desiredOfRunning(project, known, observed);
  const plan = restart(chosen, desired, observed);
  await using _ports = await keepPorts(surroundings, chosen, desired, interrupt.soft);
  const run = await runPlan(plan, observed, performTools(project, surroundings, connection, subjectWithoutImages(desired, timeoutMs), interrupt), observer);
  await tellWhereLogsGo(connection.programs, run.view, observed, warn, interrupt.soft);
  await remember(project, connection.runtime.observe, desired, run, known.state, interrupt, surroundings.clock, warn);
  return { ...run, desired };
};
