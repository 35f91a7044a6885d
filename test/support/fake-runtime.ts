import type { ExecResult, Exit, LogLine, Runtime, RuntimeOperation, Stats } from "../../dev/engine/runtime.ts";
import type { Observed } from "../../dev/planner/observed.ts";
import { observed } from "./builders.ts";

/** What a service of the fake engine does once it is started. */
export interface Behaviour {
  /** It ends so, as soon as it is started. */
  readonly exits?: Exit;
  readonly logs?: readonly string[];
  /** What it uses, reading by reading. */
  readonly stats?: readonly Stats[];
  /** Files of its volume. */
  readonly files?: Readonly<Record<string, string>>;
  /** What a program run inside answers; it may change the fake. */
  readonly exec?: (command: readonly string[]) => ExecResult;
  /** The engine refuses to start it. */
  readonly startError?: Error;
}

export interface FakeRuntime extends Runtime {
  /** Everything that was done, in order: `start postgres`. */
  readonly done: readonly string[];
}

const nameOf = (operation: RuntimeOperation): string =>
  "desired" in operation ? `${operation.kind} ${operation.desired.name}` : "service" in operation ? `${operation.kind} ${operation.service}` : "volume" in operation ? `${operation.kind} ${operation.volume}` : operation.kind;

/** An engine with a memory instead of containers. */
export const fakeRuntime = (behaviours: Readonly<Record<string, Behaviour>> = {}, atRest: Observed = observed()): FakeRuntime => {
  const done: string[] = [];
  return {
    id: "container",
    pauses: "service",
    engineContainer: ({ id }) => id,
    done,
    observe: async () => atRest,
    observeContainers: async () => atRest,
    apply: async (operation, signal) => {
      signal.throwIfAborted();
      done.push(nameOf(operation));
      const error = operation.kind === "start" ? behaviours[operation.service]?.startError : undefined;
      if (error) throw error;
    },
    provisions: async () => new Map(),
    describe: async () => undefined,
    exited: (service, signal) => {
      const exit = behaviours[service]?.exits;
      if (exit) return Promise.resolve(exit);
      if (signal.aborted) return Promise.reject(signal.reason);
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    },
    watch: async function* () {},
    logs: async function* (service): AsyncIterable<LogLine> {
      for (const text of behaviours[service]?.logs ?? []) yield { service, stream: "stdout", at: "2026-11-20T10:00:00Z", text };
    },
    logBatches: async function* (service): AsyncIterable<readonly LogLine[]> {
      yield (behaviours[service]?.logs ?? []).map((text): LogLine => ({ service, stream: "stdout", at: "2026-11-20T10:00:00Z", text }));
    },
    stats: async function* (service) {
      yield* behaviours[service]?.stats ?? [];
    },
    exec: async (service, { command }) => {
      done.push(`exec ${service}: ${command.join(" ")}`);
      return behaviours[service]?.exec?.(command) ?? { exitCode: 0, stdout: "", stderr: "" };
    },
    attach: async () => 0,
    readFile: async (service, path) => behaviours[service]?.files?.[path],
  };
};
