import { existsSync } from "node:fs";
import type { ImagePolicy } from "../images/ladder.ts";
import type { RuntimeId } from "../model/runtime.ts";
import type { Service } from "../model/service.ts";
import { makeInstanceDirectory } from "../instance/directory.ts";
import { lockInstance } from "../instance/lock.ts";
import { writeState } from "../instance/state.ts";
import { runPlan, type Observer, type RunResult } from "../engine/run-plan.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import { portReservations } from "../platform/port-reservations.ts";
import type { Desired } from "../planner/desired.ts";
import { isChange, type Plan } from "../planner/operation.ts";
import { selectServices, type Selection } from "../planner/select.ts";
import { connect, type Connection } from "./connection.ts";
import { letClientsOn, mendInterruptedReset } from "./data/mend-reset.ts";
import { runningInstance } from "./data/running-instance.ts";
import { noteSeedsDue } from "./data/seeds-due.ts";
import { endUnfinished, forgetOneShots, settleSnapshots, stopWhatLeans } from "./data/snapshot/unfinished.ts";
import { tellWhereLogsGo } from "./logs/where-logs-go.ts";
import { performTools } from "./perform-tools.ts";
import { makeRoom } from "./make-room.ts";
import { planUp, type PlannedUp, type PlanReport, type PlanRequest } from "./plan-up.ts";
import { beginPreflight, judgePreflight } from "./preflight.ts";
import type { NewGraph } from "./graph/graph-for-up.ts";
import { isComposedLater } from "./graph/is-composed-later.ts";
import { routerRuns } from "./graph/router-runs.ts";
import type { Project } from "./project.ts";
import { remember } from "./remember.ts";
import type { Surroundings } from "./surroundings.ts";

export interface UpOptions {
  /** Where services are to run. @default where they ran last */
  readonly runtime: RuntimeId | undefined;
  readonly selection: Selection;
  /** Exact ports by `service.endpoint`. */
  readonly ports: ReadonlyMap<string, number>;
  readonly strictPorts: boolean;
  readonly images: ImagePolicy;
  /** How long each service may take, in place of its definition's own patience. */
  readonly timeoutMs: number | undefined;
}

/** What `up` says besides its result. */
export interface UpReport extends PlanReport {
  /** What is done before there is a plan. */
  say(text: string): void;
  planned(plan: Plan): void;
  readonly observer: Observer;
}

export interface UpResult {
  readonly run: RunResult;
  readonly desired: Desired;
}

/** Who is asked for, and the engine that has them: what may fail before anything of the instance is touched. */
const begin = async (project: Project, surroundings: Surroundings, { selection, runtime }: UpOptions, signal: AbortSignal) => {
  const services = selectServices(project.stack, selection);
  return { services, connection: await connect(project, surroundings, signal, runtime) };
};

/** Makes a plan under the ledger of ports, uses it, and lets the ports go. */
export const withPlan = async <T>(
  project: Project,
  surroundings: Surroundings,
  connection: Connection,
  request: PlanRequest,
  report: PlanReport,
  signal: AbortSignal,
  use: (planned: PlannedUp) => Promise<T>,
): Promise<T> => {
  const reservations = await portReservations(surroundings.cache, surroundings.clock, signal);
  try {
    return await use(await planUp(project, surroundings, connection, request, reservations, report, signal));
  } finally {
    await reservations.release();
  }
};

/** What `up` would do. Writes and changes nothing of the instance. @throws {DevError} as {@link bringUp} does before anything is touched. */
export const dryRun = async (project: Project, surroundings: Surroundings, options: UpOptions, report: PlanReport, signal: AbortSignal): Promise<Plan> => {
  const { services, connection } = await begin(project, surroundings, options, signal);
  return await withPlan(project, surroundings, connection, { services, ...options, observe: connection.runtime.observe }, report, signal, async ({ plan }) => plan);
};

const hasRouter = (services: readonly Service[]): boolean => services.some(({ name }) => name === "router");

/** Loaded for who has a gateway. `undefined`: its graph is the one that it has. */
const composeGraph = async (project: Project, warn: (text: string) => void, signal: AbortSignal): Promise<NewGraph | undefined> => {
  if (Object.keys(project.settings.gateway.subgraphs).length === 0) return undefined;
  const { graphForUp } = await import("./graph/graph-for-up.ts");
  return await graphForUp(project, warn, signal);
};

/** One that was made just now begins with it. */
const giveGraph = async (project: Project, { runtime }: Connection, plan: Plan, { supergraph, origin }: NewGraph, signal: AbortSignal): Promise<void> => {
  const [{ giveToRouter, ROUTER }, { keepOrigin }] = await Promise.all([import("./graph/apply-graph.ts"), import("./graph/graph-files.ts")]);
  if (!plan.some(({ op }) => op.kind === "create" && op.service === ROUTER)) await giveToRouter(project, runtime, supergraph, signal);
  await keepOrigin(project.directory, origin);
};

/** A reset that was killed leaves stores that no start makes whole. */
const mendData = async (project: Project, surroundings: Surroundings, warn: (text: string) => void, interrupt: Interrupt): Promise<void> => {
  await mendInterruptedReset(project, surroundings, await runningInstance(project, surroundings, interrupt.soft), warn, interrupt);
};

/**
 * Brings an instance to what its definition says.
 *
 * @throws {DevError} before anything is touched: usage, definition, engine, ports, lock. What fails afterwards is in the result.
 */
export const bringUp = async (project: Project, surroundings: Surroundings, options: UpOptions, report: UpReport, interrupt: Interrupt): Promise<UpResult> => {
  const { directory, instance } = project;
  const { services, connection } = await begin(project, surroundings, options, interrupt.soft);
  using preflight = beginPreflight(connection.engine, { workingCopy: project.instance.workingCopy, services, runtime: connection.runtime.id }, interrupt.soft);
  await makeInstanceDirectory(directory);
  await using _lock = await lockInstance(directory, "up");
  const unfinished = await settleSnapshots(project, connection, report.say);
  if (unfinished) await stopWhatLeans(project, connection, unfinished, interrupt.hard);
  if (unfinished?.rest) await forgetOneShots(project, unfinished.rest, report.warn);
  const isLater = isComposedLater(project.settings.gateway, services);
  const graph = hasRouter(services) && !isLater ? await composeGraph(project, report.warn, interrupt.soft) : undefined;
  const observe = () => makeRoom(project, surroundings, connection, report.say, interrupt);
  return await withPlan(project, surroundings, connection, { services, ...options, observe }, report, interrupt.soft, async ({ plan, desired, observed, images, state: planned, keepCredentials }) => {
    const state = noteSeedsDue(project, plan, { ...planned, instance: { id: instance.id, workingCopy: instance.workingCopy }, runtime: connection.runtime.id });
    // Where nothing is to be done, nobody waits for it.
    if (plan.some(isChange)) judgePreflight(await preflight.reports(), report.warn);
    report.planned(plan);
    // Before anything runs: what was chosen must be the same again even if this process is killed in the middle.
    await keepCredentials();
    await writeState(directory.state, state);
    const wasResetKilled = existsSync(directory.reset);
    if (wasResetKilled) await letClientsOn(project, surroundings, interrupt.soft);
    const subject = { desired, present: images, policy: options.images, timeoutMs: options.timeoutMs };
    const run = await runPlan(plan, observed, performTools(project, surroundings, connection, subject, interrupt), report.observer);
    await tellWhereLogsGo(connection.programs, run.view, observed, report.warn, interrupt.soft);
    if (!interrupt.soft.aborted && routerRuns(run.view, observed)) {
      const composed = isLater ? await composeGraph(project, report.warn, interrupt.soft) : graph;
      // A router that this plan has made began with what was composed before it, and not with what is composed now.
      if (composed) await giveGraph(project, connection, isLater ? [] : plan, composed, interrupt.hard);
    }
    const observeAfter = async (signal: AbortSignal) => (plan.some(isChange) ? connection.runtime.observe(signal) : observed);
    await remember(project, observeAfter, desired, run, state, interrupt, surroundings.clock, report.warn);
    if (run.ok && wasResetKilled) await mendData(project, surroundings, report.warn, interrupt);
    if (unfinished && run.ok) await endUnfinished(project, unfinished, desired, report.warn, interrupt.soft);
    return { run, desired };
  });
};
