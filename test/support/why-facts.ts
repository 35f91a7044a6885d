import type { ContainerFacts, RunFacts, ServiceFacts, StackFacts } from "../../dev/doctor/why/facts.ts";

export const STARTED = "2026-11-20T10:00:00.000Z";
export const ENDED = "2026-11-20T10:01:00.000Z";

export const ranBefore = (over: Partial<ContainerFacts> = {}): ContainerFacts => ({
  state: "running",
  createdAt: "2026-11-20T09:59:59.000Z",
  startedAt: STARTED,
  finishedAt: null,
  exitCode: 0,
  outOfMemory: false,
  engineError: "",
  restarts: 0,
  ...over,
});

export const exited = (exitCode: number, over: Partial<ContainerFacts> = {}): ContainerFacts => ranBefore({ state: "exited", finishedAt: ENDED, exitCode, ...over });

/** A service that runs and is ready; what a test is about is laid over it. */
export const facts = (name: string, over: Partial<ServiceFacts> = {}): ServiceFacts => ({
  name,
  kind: "container",
  dependsOn: {},
  memoryMiB: 64,
  container: ranBefore(),
  answer: { ready: true },
  isDone: false,
  run: null,
  changes: [],
  movedPorts: [],
  lines: [],
  ...over,
});

export const oneShot = (name: string, over: Partial<ServiceFacts> = {}): ServiceFacts => facts(name, { kind: "task", memoryMiB: null, container: null, answer: null, ...over });

export const stackOf = (...services: readonly ServiceFacts[]): StackFacts => new Map(services.map((one) => [one.name, one]));

export const lastUp = (over: Partial<RunFacts> = {}): RunFacts => ({ command: "up", at: STARTED, process: null, doing: null, failure: null, ...over });
