import type { LogLine } from "../../dev/engine/runtime.ts";
import type { ProcessService } from "../../dev/model/service.ts";
import { systemClock } from "../../dev/platform/clock.ts";
import type { DesiredProcess } from "../../dev/planner/desired.ts";
import type { ObservedProgram } from "../../dev/planner/observed.ts";
import { programRuntime, type ProgramRuntime } from "../../dev/runtimes/process/program-runtime.ts";
import { tempDir } from "./temp-dir.ts";
import { until } from "./until.ts";

export const program = (name: string, over: Partial<ProcessService<string>> = {}, ports: DesiredProcess["ports"] = {}): DesiredProcess => ({
  kind: "process",
  name,
  hash: "h1",
  fields: {},
  ports,
  service: { kind: "process", name, command: "exec sleep 1000", cwd: ".", endpoints: {}, restart: "on-failure", stopGraceSeconds: 5, ...over },
});

/** Programs of an instance with a folder of its own, run by a real supervisor. */
export interface Scene extends AsyncDisposable {
  readonly runtime: ProgramRuntime;
  readonly folder: string;
  start(desired: DesiredProcess): Promise<void>;
  phase(name: string): Promise<ObservedProgram | undefined>;
  /** Waits until it is in this phase. */
  reaches(name: string, phase: ObservedProgram["phase"]): Promise<ObservedProgram>;
  log(name: string): Promise<readonly LogLine[]>;
  stop(name: string): Promise<void>;
}

const NEVER = new AbortController().signal;

/** @param endsWithinMs How long a supervisor that does not answer is waited for, beyond a program's grace. */
export const programScene = async (env: Readonly<Record<string, string>> = {}, endsWithinMs?: number): Promise<Scene> => {
  const dir = await tempDir();
  const path = process.env["PATH"] ?? "";
  const runtime = programRuntime({ instance: { id: "test-1", workingCopy: dir.path }, folder: dir.file("apps"), clock: systemClock, env: { PATH: path }, environmentOf: async () => ({ PATH: path, ...env }), ...(endsWithinMs !== undefined && { endsWithinMs }) });
  const phase = async (name: string) => (await runtime.look(name))?.program;
  return {
    runtime,
    folder: dir.path,
    phase,
    start: (desired) => runtime.start(desired, NEVER),
    reaches: async (name, wanted) => {
      let seen = await phase(name);
      await until(`${name} is ${wanted}`, async () => {
        seen = await phase(name);
        return seen?.phase === wanted;
      });
      if (!seen) throw new Error(`${name} is not there`);
      return seen;
    },
    log: async (name) => {
      const lines: LogLine[] = [];
      for await (const batch of runtime.logBatches(name, {}, NEVER)) lines.push(...batch);
      return lines;
    },
    stop: (name) => runtime.apply({ kind: "stop", service: name, grace: "own" }, NEVER),
    [Symbol.asyncDispose]: async () => {
      for (const name of (await runtime.observe()).keys()) await runtime.apply({ kind: "remove", service: name }, NEVER);
      await dir[Symbol.asyncDispose]();
    },
  };
};
