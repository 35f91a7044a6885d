import { peekState } from "../instance/state.ts";
import type { Phase } from "../model/phase.ts";
import type { Verdict } from "../model/probe.ts";
import { servicesInView } from "../planner/select.ts";
import { startOf, type ObservedContainer, type ObservedContainers, type ObservedProgram } from "../planner/observed.ts";
import { bindings } from "./bindings.ts";
import { connect } from "./connection.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** One service as it is now. */
export interface ServiceLook {
  readonly name: string;
  readonly phase: Phase;
  /** Why it is not ready, in words. */
  readonly detail: string | null;
  readonly endpoints: readonly { readonly name: string; readonly url: string; readonly port: number }[];
  /** The image as the definition names it, and what runs in its place where that is a stand-in. */
  readonly image: string | null;
  readonly standIn: string | null;
  /** What an application on this machine runs, and as which process; `null` for a container. */
  readonly command: string | null;
  readonly pid: number | null;
  readonly startedAt: string | null;
}

const STAND_IN = "neotool.local/";

/** Of a service in a cluster that does not answer. */
const UNKNOWN = { phase: "failed", detail: "the cluster does not answer; neotool dev up makes it anew, with its data" } as const;

const commandText = (command: string | readonly string[]): string => (typeof command === "string" ? command : command.join(" "));

/** What a program's supervisor says. */
const programPhase = ({ phase, reason, isOrphan }: ObservedProgram): { readonly phase: Phase; readonly detail: string | null } => ({ phase: isOrphan ? "unhealthy" : phase, detail: reason });

/** What a container says of its service, without asking the service. */
export const phaseOf = (container: ObservedContainer | undefined, readyOn: string | undefined): { readonly phase: Phase; readonly detail: string | null } => {
  if (!container) return { phase: "stopped", detail: null };
  if (container.program) return programPhase(container.program);
  const { state, exitCode, outOfMemory, stuck } = container;
  if (stuck !== undefined) return { phase: "failed", detail: stuck };
  if (state === "running") {
    const isProven = readyOn === startOf(container);
    return isProven ? { phase: "ready", detail: null } : { phase: "running", detail: "not asked since it was started; neotool dev up asks" };
  }
  if (state === "created") return { phase: "pending", detail: "made, never started" };
  if (outOfMemory) return { phase: "failed", detail: "killed: it needed more memory than its limit" };
  return exitCode === 0 ? { phase: "stopped", detail: null } : { phase: "failed", detail: `${state} with code ${exitCode}` };
};

/** What the instance of a working copy is doing. Cheap: no client library and no secret is loaded unless `check` asks every service. */
export const look = async (project: Project, surroundings: Surroundings, check: boolean): Promise<readonly ServiceLook[]> => {
  const { runtime } = await connect(project, surroundings);
  const [observed, state] = await Promise.all([runtime.observeContainers(AbortSignal.timeout(30_000)), peekState(project.directory.state)]);
  const ports = bindings(project, observed, state);
  const answers = check ? await askAll(project, surroundings, observed) : new Map<string, Verdict>();
  return servicesInView(project.stack, observed.containers).map((service): ServiceLook => {
    const container = observed.containers.get(service.name);
    const answer = answers.get(service.name);
    const { phase, detail } = answer
      ? answer.ready ? { phase: "ready" as const, detail: null } : { phase: "unhealthy" as const, detail: answer.reason }
      : container === undefined && observed.cluster?.state === "broken"
        ? UNKNOWN
        : phaseOf(container, state.ready[service.name]);
    return {
      name: service.name,
      phase,
      detail,
      endpoints: Object.entries(service.endpoints).map(([name, { scheme, preferredHostPort }]) => {
        const port = ports.get(`${service.name}.${name}`) ?? preferredHostPort;
        return { name, port, url: scheme === "kafka" ? `127.0.0.1:${port}` : `${scheme}://127.0.0.1:${port}` };
      }),
      image: service.kind === "process" ? null : service.image,
      command: service.kind === "process" ? commandText(service.command) : null,
      pid: container?.program?.pid ?? null,
      standIn: container?.imageReference.startsWith(STAND_IN) === true ? container.imageReference : null,
      startedAt: container?.startedAt || null,
    };
  });
};

const askAll = async (project: Project, surroundings: Surroundings, observed: ObservedContainers): Promise<ReadonlyMap<string, Verdict>> => {
  const { desiredOfRunning, knownInstance } = await import("./known-instance.ts");
  const known = await knownInstance(project, surroundings, observed);
  const { ask } = await import("../probes/probe.ts");
  const { questionOf } = await import("../runtimes/process/spec-from.ts");
  const { askProgram } = await import("../runtimes/process/supervisor/question.ts");
  const desired = desiredOfRunning(project, known, observed);
  const answers = await Promise.all(
    [...desired.values()].map(async (one): Promise<readonly [string, Verdict][]> => {
      const seen = observed.containers.get(one.name);
      if (one.kind === "container" && seen?.state === "running") return [[one.name, await ask(one.service.readiness, { host: "127.0.0.1", port: one.ports[one.service.readiness.endpoint] ?? 0 })]];
      const question = one.kind === "process" && seen?.program?.phase === "ready" ? questionOf(one) : undefined;
      if (question === undefined) return [];
      const reason = await askProgram(question);
      return [[one.name, reason === undefined ? { ready: true } : { ready: false, reason }]];
    }),
  );
  return new Map(answers.flat());
};
