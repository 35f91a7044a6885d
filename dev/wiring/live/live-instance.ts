import type { LogLine } from "../../engine/runtime.ts";
import { explainProgram } from "../../engine/explain-program.ts";
import { lastLines } from "../../engine/last-lines.ts";
import type { ServiceView, View } from "../../engine/view.ts";
import { DevError } from "../../errors/dev-error.ts";
import { reportError, type ErrorReport } from "../../errors/format.ts";
import type { Interrupt } from "../../platform/interrupt.ts";
import type { DesiredContainer } from "../../planner/desired.ts";
import { startOf, type Observed, type ObservedContainer } from "../../planner/observed.ts";
import { servicesInView } from "../../planner/select.ts";
import { ask } from "../../probes/probe.ts";
import { configName } from "../../stacks/config/config-name.ts";
import type { Connection } from "../connection.ts";
import { desiredOfRunning, knownInstance } from "../known-instance.ts";
import type { Project } from "../project.ts";
import { restartServices } from "../restart-services.ts";
import type { Surroundings } from "../surroundings.ts";
import { followEngine, type EngineWatcher } from "./follow-engine.ts";
import { followHealth } from "./follow-health.ts";
import { followLogs } from "./follow-logs.ts";
import { hasFailed, liveView, type Health, type Known } from "./live-view.ts";

/** Who looks. Lines come as the services wrote them: whoever shows them hides their secrets. */
export interface LiveReport {
  /** @param startedAt Engine time of each running service's start, ISO 8601. */
  show(view: View, startedAt: ReadonlyMap<string, string>): void;
  line(line: LogLine): void;
  say(text: string): void;
}

export interface LiveInstance {
  /** The picture now. */
  view(): View;
  /** Watches until the signal is aborted. An engine that goes away is waited for. */
  follow(signal: AbortSignal): Promise<void>;
  /** Stops and starts a service, and shows how it goes. @throws {DevError} as {@link restartServices}, or the first thing that failed. */
  restart(service: string, interrupt: Interrupt): Promise<void>;
}

/** A running instance as a picture that stays true: the engine tells what happens, and nothing is polled. */
export const liveInstance = (project: Project, surroundings: Surroundings, { runtime }: Connection, first: Observed, report: LiveReport): LiveInstance => {
  const { clock } = surroundings;
  let observed = first;
  let ports: ReadonlyMap<string, number> = new Map();
  const health = new Map<string, Known<Health>>();
  const errors = new Map<string, Known<ErrorReport>>();
  const times = new Map<string, Known<number>>();
  const atWork = new Map<string, ServiceView>();
  /** The start that is being asked, and how to stop asking. */
  const asking = new Map<string, { readonly on: string; stop(): void }>();

  const view = (): View => liveView({ services: servicesInView(project.stack, observed.containers), observed, ports, health, errors, times, atWork });

  const show = () => {
    const running = [...observed.containers.values()].filter(({ state }) => state === "running");
    report.show(view(), new Map(running.map(({ service, startedAt }) => [service, startedAt])));
  };

  const startAsking = (container: ObservedContainer, desired: DesiredContainer, signal: AbortSignal) => {
    const { service } = container;
    const on = startOf(container);
    if (asking.get(service)?.on === on) return;
    asking.get(service)?.stop();
    const over = new AbortController();
    asking.set(service, { on, stop: () => over.abort() });
    const question = () => ask(desired.service.readiness, { host: "127.0.0.1", port: desired.ports[desired.service.readiness.endpoint] ?? 0 });
    const tell = (value: Health) => {
      const before = health.get(service);
      health.set(service, { on, value });
      const isNews = before?.on !== on || JSON.stringify(before.value) !== JSON.stringify(value);
      if (isNews) show();
    };
    void followHealth(desired, question, tell, clock, AbortSignal.any([signal, over.signal]));
  };

  const stopAsking = (service: string) => {
    asking.get(service)?.stop();
    asking.delete(service);
  };

  const explainEnd = async (container: ObservedContainer): Promise<void> => {
    const { service } = container;
    const on = startOf(container);
    if (errors.get(service)?.on === on) return;
    errors.set(service, { on, value: reportError(endOf(container, [])) });
    errors.set(service, { on, value: reportError(endOf(container, await lastLines(runtime, service))) });
    show();
  };

  const look = async (signal: AbortSignal): Promise<void> => {
    observed = await runtime.observe(signal);
    const known = await knownInstance(project, surroundings, observed);
    ports = known.ports;
    const desired = desiredOfRunning(project, known, observed);
    for (const { name } of servicesInView(project.stack, observed.containers)) {
      const container = observed.containers.get(name);
      const wanted = desired.get(name);
      if (container?.state === "running" && wanted?.kind === "container") startAsking(container, wanted, signal);
      else stopAsking(name);
      if (container && hasFailed(container)) void explainEnd(container);
    }
    show();
  };

  return {
    view,
    follow: async (signal) => {
      const logs = followLogs(runtime, report.line, signal);
      const watcher: EngineWatcher = {
        look,
        changed: ({ service, kind }) => {
          if (kind === "started") logs.follow(service);
        },
        there: () => {
          for (const service of observed.containers.keys()) logs.follow(service);
        },
        gone: () => {
          for (const service of [...asking.keys()]) stopAsking(service);
        },
        say: report.say,
      };
      await followEngine(runtime, watcher, clock, signal);
    },
    restart: async (service, interrupt) => {
      const touched = new Set<string>();
      try {
        const { view: seen, ok, errors: failures } = await restartServices(project, surroundings, [service], undefined, (_event, now) => {
          const own = now.services.get(service);
          if (!own) return;
          touched.add(service);
          atWork.set(service, own);
          show();
        }, interrupt, report.say);
        observed = await runtime.observe(interrupt.hard);
        const [container, end] = [observed.containers.get(service), seen.services.get(service)];
        const on = container ? startOf(container) : "";
        if (end?.error) errors.set(service, { on, value: end.error });
        if (end && end.readyAfterMs !== null) times.set(service, { on, value: end.readyAfterMs });
        if (end?.phase === "ready") health.set(service, { on, value: { verdict: { ready: true }, isLate: false } });
        if (!ok) throw failures[0] ?? interrupt.soft.reason;
      } finally {
        for (const name of touched) atWork.delete(name);
        show();
      }
    },
  };
};

const endOf = (container: ObservedContainer, evidence: readonly string[]): DevError => {
  const { service, exitCode, outOfMemory, program } = container;
  if (program) return explainProgram(container, "while it ran", evidence);
  const hint = `neotool dev up starts it again; neotool dev logs ${service} shows everything it said.`;
  if (outOfMemory) return new DevError("SERVICE_OUT_OF_MEMORY", `${service} was killed: it needed more than its limit of memory`, { hint: `Raise ${configName(service)}.memoryMiB in neotool.config.ts. ${hint}`, evidence });
  const how = exitCode > 128 ? `was ended by signal ${exitCode - 128}` : `exited with code ${exitCode}`;
  return new DevError("SERVICE_EXITED", `${service} ${how}`, { hint, evidence });
};
