import type { ServiceView, View } from "../../engine/view.ts";
import type { ErrorReport } from "../../errors/format.ts";
import type { Verdict } from "../../model/probe.ts";
import type { ContainerService, ProcessService } from "../../model/service.ts";
import { startOf, type Observed, type ObservedContainer } from "../../planner/observed.ts";
import { phaseOf } from "../look.ts";

/** What is known of one start of a service. A later start makes it void. */
export interface Known<T> {
  readonly on: string;
  readonly value: T;
}

/** Our own answer about a running service. */
export interface Health {
  readonly verdict: Verdict;
  /** Its patience is over: "not yet" has become "no". */
  readonly isLate: boolean;
}

/** Everything that the picture of a running instance is made of. */
export interface LiveFacts {
  readonly services: readonly (ContainerService | ProcessService)[];
  readonly observed: Observed;
  /** By `service.endpoint`. */
  readonly ports: ReadonlyMap<string, number>;
  readonly health: ReadonlyMap<string, Known<Health>>;
  readonly errors: ReadonlyMap<string, Known<ErrorReport>>;
  /** Milliseconds to ready, where we saw it. */
  readonly times: ReadonlyMap<string, Known<number>>;
  /** Services that a run of ours is working on now, as it sees them. */
  readonly atWork: ReadonlyMap<string, ServiceView>;
}

const HOST = "127.0.0.1";

/** 143 and 130: it was asked to end, and did. */
const ASKED_TO_END: readonly number[] = [0, 130, 143];

export const hasFailed = ({ state, exitCode, outOfMemory, program }: ObservedContainer): boolean =>
  program ? program.phase === "failed" : (state === "exited" || state === "dead") && (outOfMemory || !ASKED_TO_END.includes(exitCode));

const lookOf = (container: ObservedContainer | undefined, health: Known<Health> | undefined): Pick<ServiceView, "phase" | "hold"> => {
  if (container?.program) {
    const { phase, detail } = phaseOf(container, undefined);
    return { phase, hold: detail };
  }
  if (container?.state === "paused") return { phase: "unhealthy", hold: "paused" };
  if (container?.state === "exited" && !hasFailed(container)) return { phase: "stopped", hold: null };
  if (container?.state !== "running") {
    const { phase, detail } = phaseOf(container, undefined);
    return { phase, hold: detail };
  }
  const known = health?.on === startOf(container) ? health.value : undefined;
  if (!known) return { phase: "running", hold: "being asked" };
  const { verdict, isLate } = known;
  return verdict.ready ? { phase: "ready", hold: null } : { phase: isLate ? "unhealthy" : "running", hold: verdict.reason };
};

const current = <T>(known: Known<T> | undefined, container: ObservedContainer | undefined): T | null =>
  known !== undefined && container !== undefined && known.on === startOf(container) ? known.value : null;

/** The picture of an instance that nobody is bringing up. Pure. */
export const liveView = ({ services, observed, ports, health, errors, times, atWork }: LiveFacts): View => ({
  startedAt: 0,
  notices: [],
  services: new Map(
    services.map((service) => {
      const { name, endpoints } = service;
      const container = observed.containers.get(name);
      const { phase, hold } = lookOf(container, health.get(name));
      const view: ServiceView = {
        name,
        kind: service.kind,
        phase,
        hold,
        awaits: [],
        endpoints: Object.entries(endpoints).map(([endpoint, { scheme, preferredHostPort }]) => {
          const port = ports.get(`${name}.${endpoint}`) ?? preferredHostPort;
          return { name: endpoint, host: HOST, port, url: scheme === "kafka" ? `${HOST}:${port}` : `${scheme}://${HOST}:${port}` };
        }),
        readyAfterMs: current(times.get(name), container),
        error: current(errors.get(name), container),
      };
      return [name, atWork.get(name) ?? view];
    }),
  ),
});
