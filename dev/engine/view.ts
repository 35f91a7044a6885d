import { DevError } from "../errors/dev-error.ts";
import { reportError, type ErrorReport } from "../errors/format.ts";
import type { Phase } from "../model/phase.ts";
import type { Desired, DesiredService } from "../planner/desired.ts";
import type { Observed } from "../planner/observed.ts";
import { serviceOf, type Operation, type Plan, type PlanNode } from "../planner/operation.ts";
import { awaitedBy, waitFor, withoutNode, type Awaited } from "./awaited.ts";
import type { EngineEvent } from "./events.ts";
import { transition, type ServiceEvent } from "./transition.ts";

/** Where an endpoint is reachable now. */
export interface EndpointView {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly url: string;
}

export interface ServiceView {
  readonly name: string;
  readonly kind: "container" | "task" | "process";
  readonly phase: Phase;
  /** Why it is not further, in plain words; `null` when there is nothing to wait for. */
  readonly hold: string | null;
  /** Whom its making or its start still waits for. */
  readonly awaits: readonly Awaited[];
  readonly endpoints: readonly EndpointView[];
  /** Milliseconds from the start of the run until ready or completed; `null` when it was not in this run. */
  readonly readyAfterMs: number | null;
  readonly error: ErrorReport | null;
}

/** The one immutable picture of an instance that renderers, `--json` and tests read. */
export interface View {
  readonly startedAt: number;
  readonly services: ReadonlyMap<string, ServiceView>;
  readonly notices: readonly { readonly service: string; readonly text: string }[];
}

const HOST = "127.0.0.1";

const endpointsOf = (desired: DesiredService): readonly EndpointView[] =>
  desired.kind === "task"
    ? []
    : Object.entries(desired.service.endpoints).map(([name, { scheme }]) => {
        const port = desired.ports[name] ?? 0;
        return { name, host: HOST, port, url: scheme === "kafka" ? `${HOST}:${port}` : `${scheme}://${HOST}:${port}` };
      });

const phaseAtRest = (name: string, kind: ServiceView["kind"], observed: Observed, isPlanned: boolean): Phase => {
  if (kind === "task") return isPlanned ? "pending" : "completed";
  const state = observed.containers.get(name)?.state;
  return state === "running" ? "running" : state === "exited" ? "stopped" : "pending";
};

/** The picture before a plan is begun: what is desired, and what the plan takes away. */
export const initialView = (desired: Desired, observed: Observed, plan: Plan, startedAt: number): View => {
  const planned = new Set(plan.flatMap(({ op }) => serviceOf(op) ?? []));
  const rest = (name: string, service: DesiredService | undefined): ServiceView => {
    const kind = service?.kind ?? "container";
    const awaits = awaitedBy(name, plan);
    return {
      name,
      kind,
      phase: phaseAtRest(name, kind, observed, planned.has(name)),
      hold: waitFor(awaits),
      awaits,
      endpoints: service ? endpointsOf(service) : [],
      readyAfterMs: null,
      error: null,
    };
  };
  const names = new Set([...desired.keys(), ...planned]);
  return { startedAt, notices: [], services: new Map([...names].map((name) => [name, rest(name, desired.get(name))])) };
};

/** What a node's beginning and end mean for its service. Looking at images and volumes changes no phase. */
const MEANS: { readonly [K in Operation["kind"]]?: { readonly began?: readonly ServiceEvent[]; readonly done?: readonly ServiceEvent[] } } = {
  start: { began: ["dependencies-met"], done: ["started"] },
  "await-ready": { done: ["probe-passed"] },
  "run-task": { began: ["dependencies-met", "started"], done: ["finished"] },
  stop: { began: ["stop-requested"], done: ["finished"] },
};

/** What is going on with a service while an operation runs. */
export const HOLD_DURING: { readonly [K in Operation["kind"]]?: string } = {
  "find-image": "looking for its image",
  create: "being created",
  "check-volume": "its volume is checked",
  start: "starting",
  "await-ready": "not ready yet",
  "run-task": "at work",
  stop: "stopping",
};

const advance = (phase: Phase, events: readonly ServiceEvent[]): Phase =>
  events.reduce((current, event) => transition(current, event) ?? current, phase);

/** The next picture. Pure. */
export const reduceView = (view: View, event: EngineEvent): View => {
  if (event.type === "planned") return view;
  if (event.type === "notice") return { ...view, notices: [...view.notices, { service: event.service, text: event.text }] };
  if (event.type === "progress") return changed(view, event.service, (service) => ({ ...service, hold: event.text }));
  const after = changed(view, serviceOf(event.node.op), (service) => afterNode(service, event, view.startedAt));
  return event.type === "began" ? after : withoutAwaited(after, event.node.id, event.type === "done");
};

const changed = (view: View, name: string | undefined, change: (service: ServiceView) => ServiceView): View => {
  const service = name === undefined ? undefined : view.services.get(name);
  return service ? { ...view, services: new Map(view.services).set(service.name, change(service)) } : view;
};

/** Who waited for a node that is over waits for the others. */
const withoutAwaited = (view: View, node: number, isDone: boolean): View => {
  const services = [...view.services.values()].flatMap((service): [string, ServiceView][] => {
    const awaits = withoutNode(service.awaits, node, isDone);
    if (service.phase !== "pending" || awaits.length === service.awaits.length) return [];
    return [[service.name, { ...service, awaits, hold: service.hold === waitFor(service.awaits) ? waitFor(awaits) : service.hold }]];
  });
  return services.length === 0 ? view : { ...view, services: new Map([...view.services, ...services]) };
};

type NodeEvent = Exclude<EngineEvent, { type: "planned" | "progress" | "notice" }>;

const afterNode = (service: ServiceView, event: NodeEvent, startedAt: number): ServiceView => {
  const { op }: PlanNode = event.node;
  switch (event.type) {
    case "began":
      return { ...service, phase: advance(service.phase, MEANS[op.kind]?.began ?? []), hold: HOLD_DURING[op.kind] ?? service.hold };
    case "done": {
      const phase = advance(service.phase, MEANS[op.kind]?.done ?? []);
      const isThere = (phase === "ready" || phase === "completed") && service.phase !== phase;
      const hold = isThere ? null : phase === "pending" ? waitFor(service.awaits) : service.hold;
      return { ...service, phase, hold, readyAfterMs: isThere ? event.at - startedAt : service.readyAfterMs };
    }
    case "failed": {
      // We stopped waiting; what was waited for goes on.
      if (event.error instanceof DevError && event.error.code === "INTERRUPTED") return { ...service, hold: "interrupted" };
      // A service that runs but does not get ready is not dead: people can look inside.
      const runs = event.error instanceof DevError && event.error.code === "SERVICE_NOT_READY";
      return { ...service, phase: advance(service.phase, [runs ? "probe-failed" : "crashed"]), hold: null, error: reportError(event.error) };
    }
    case "skipped":
      return service.error ? service : { ...service, phase: advance(service.phase, ["gave-up"]), hold: event.because ?? waitFor(service.awaits) };
  }
};
