import { holdersOf } from "../doctor/why/explain.ts";
import type { RunFacts, ServiceFacts, StackFacts } from "../doctor/why/facts.ts";
import { lastLines } from "../engine/last-lines.ts";
import type { InstanceState } from "../instance/state.ts";
import type { Verdict } from "../model/probe.ts";
import type { Redactor } from "../platform/redact.ts";
import type { DesiredContainer, DesiredProcess, DesiredService } from "../planner/desired.ts";
import { changedFields, type Fields } from "../planner/fields.ts";
import { startOf, type Observed } from "../planner/observed.ts";
import { connect, type Connection } from "./connection.ts";
import { askNow, changesOf } from "./container-facts.ts";
import { expected } from "./expected.ts";
import { lastRun } from "./last-run.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

interface Gathering {
  readonly surroundings: Surroundings;
  readonly connection: Connection;
  readonly observed: Observed;
  readonly state: InstanceState;
  readonly runs: ReadonlyMap<string, RunFacts>;
  readonly signal: AbortSignal;
}

const factsOf = async (gathering: Gathering, desired: DesiredService): Promise<ServiceFacts> => {
  const { name, service } = desired;
  const common = { name, dependsOn: service.dependsOn ?? {}, run: gathering.runs.get(name) ?? null, lines: [] };
  if (desired.kind === "task") {
    return { ...common, kind: "task", memoryMiB: null, container: null, answer: null, isDone: isDone(gathering, desired), changes: [], movedPorts: [] };
  }
  if (desired.kind === "process") return programFacts(gathering, desired, common);
  const { connection, observed, surroundings, signal } = gathering;
  const container = observed.containers.get(name);
  const made = container && (await connection.runtime.describe(name, signal));
  const isRunning = container?.state === "running";
  const [answer, changes] = await Promise.all([
    isRunning ? askNow(bound(desired, container.ports), surroundings) : null,
    made ? changesOf(connection, desired, observed, made) : [],
  ]);
  return {
    ...common,
    kind: "container",
    memoryMiB: desired.service.limits.memoryMiB,
    container: made ?? null,
    answer: answer && redacted(answer, surroundings.redactor),
    isDone: false,
    changes,
    movedPorts: isRunning ? movedPorts(desired, container.ports) : [],
  };
};

/** Its supervisor asks it: what that says last is its answer. */
const programFacts = async ({ connection, observed, surroundings, signal }: Gathering, { name, hash, fields }: DesiredProcess, common: Pick<ServiceFacts, "name" | "dependsOn" | "run" | "lines">): Promise<ServiceFacts> => {
  const program = observed.containers.get(name)?.program;
  const made = program && (await connection.runtime.describe(name, signal));
  const before: Fields = made?.fields === undefined ? {} : JSON.parse(made.fields);
  const runs = program && made?.state === "running";
  const answer: Verdict | null = !runs ? null : program.phase === "ready" ? { ready: true } : { ready: false, reason: program.reason ?? "not ready yet" };
  return {
    ...common,
    kind: "process",
    memoryMiB: null,
    container: made ?? null,
    answer: answer && redacted(answer, surroundings.redactor),
    isDone: false,
    changes: made === undefined || made.hash === hash ? [] : changedFields(before, fields),
    movedPorts: [],
  };
};

/** Asked where it is, which is not always where its definition wants it. */
const bound = (desired: DesiredContainer, ports: Readonly<Record<number, number>>): DesiredContainer => ({
  ...desired,
  ports: Object.fromEntries(Object.entries(desired.service.endpoints).map(([endpoint, { containerPort }]) => [endpoint, ports[containerPort] ?? desired.ports[endpoint] ?? 0])),
});

const movedPorts = ({ service }: DesiredContainer, ports: Readonly<Record<number, number>>): ServiceFacts["movedPorts"] =>
  Object.entries(service.endpoints).flatMap(([endpoint, { containerPort, preferredHostPort }]) => {
    const port = ports[containerPort];
    return port === undefined || port === preferredHostPort ? [] : [{ endpoint, wanted: preferredHostPort, bound: port }];
  });

const redacted = (verdict: Verdict, { redact }: Redactor): Verdict => (verdict.ready ? verdict : { ...verdict, reason: redact(verdict.reason) });

const isDone = ({ state, observed }: Gathering, { name, hash, service }: Extract<DesiredService, { kind: "task" }>): boolean => {
  const done = state.tasks[name];
  const target = service.target === undefined ? undefined : observed.containers.get(service.target);
  return done?.hash === hash && (service.target === undefined || (target?.state === "running" && done.on === startOf(target)));
};

/**
 * Everything that `why` needs to know, asked now. The last lines only of those that are not well and are asked about, or hold others up.
 *
 * @param names Who is asked about. Empty: nobody by name.
 * @throws {DevError} one of the `ENGINE_*` codes, `STATE_UNREADABLE`.
 */
export const gatherFacts = async (project: Project, surroundings: Surroundings, names: readonly string[], signal: AbortSignal): Promise<StackFacts> => {
  const { redactor } = surroundings;
  const connection = await connect(project, surroundings, signal);
  const observed = await connection.runtime.observe(signal);
  // A `down` takes the network too: what a run before it said is over.
  const [{ desired, state }, runs] = await Promise.all([expected(project, surroundings, observed), observed.network ? lastRun(project.directory) : new Map<string, RunFacts>()]);
  const gathering = { surroundings, connection, observed, state, runs, signal };
  const facts = new Map(await Promise.all([...desired.values()].map(async (service) => [service.name, await factsOf(gathering, service)] as const)));
  const asked = names.filter((name) => facts.get(name)?.answer?.ready !== true);
  const spoken = [...new Set([...asked, ...holdersOf(names.length > 0 ? names : [...facts.keys()], facts)])].filter((name) => observed.containers.has(name));
  const lines = new Map(await Promise.all(spoken.map(async (name) => [name, (await lastLines(connection.runtime, name)).map(redactor.redact)] as const)));
  return new Map([...facts].map(([name, one]) => [name, { ...one, lines: lines.get(name) ?? [] }]));
};
