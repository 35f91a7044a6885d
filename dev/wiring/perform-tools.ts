import { createTaskRunner } from "../data/run-task.ts";
import type { PerformTools } from "../engine/perform.ts";
import { DevError } from "../errors/dev-error.ts";
import type { ImagePolicy } from "../images/ladder.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import { isPortFree } from "../platform/ports.ts";
import type { Desired } from "../planner/desired.ts";
import type { PresentImages } from "../planner/observed.ts";
import { ask } from "../probes/probe.ts";
import type { Connection } from "./connection.ts";
import { imageFinder } from "./images.ts";
import { holderOf } from "./port-questions.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

/** What one run works on. */
export interface RunSubject {
  readonly desired: Desired;
  readonly present: PresentImages;
  readonly policy: ImagePolicy;
  /** In place of each service's own patience. */
  readonly timeoutMs: number | undefined;
}

/** Of a run that works with what is there: it makes nothing that would need an image. */
export const subjectWithoutImages = (desired: Desired, timeoutMs?: number): RunSubject => ({
  desired,
  present: new Map(),
  policy: { offline: true, bundle: undefined, standIns: false },
  timeoutMs,
});

/** Every effect that a plan can have, with real parts. */
export const performTools = (project: Project, surroundings: Surroundings, { engine, runtime, programs }: Connection, subject: RunSubject, interrupt: Interrupt): Omit<PerformTools, "emit"> => {
  const { clock } = surroundings;
  const finder = imageFinder(engine, subject.policy, surroundings);
  return {
    desired: subject.desired,
    images: subject.present,
    runtime,
    programs,
    clock,
    timeoutMs: subject.timeoutMs,
    soft: interrupt.soft,
    hard: interrupt.hard,
    findImage: (reference, report, signal) => finder.find(reference, report, signal),
    probe: (desired, address) => ask(desired.service.readiness, address),
    runTask: createTaskRunner(project.directory, clock, (desired, token, keys) => runtime.apply({ kind: "keep-keys", desired, token, keys }, interrupt.hard)),
    explainBusyPorts: (ports) => explainBusyPorts(engine.socket, ports),
  };
};

const explainBusyPorts = async (socket: string, ports: readonly number[]): Promise<DevError | undefined> => {
  for (const port of ports) {
    if (await isPortFree(port)) continue;
    const holder = (await holderOf(socket, port)) ?? "a process that this user may not see";
    return new DevError("PORT_BUSY", `Port ${port} was taken by ${holder} while the service was starting`, {
      hint: "`neotool dev up` chooses another port, which stays, and goes on from here.",
    });
  }
  return undefined;
};
