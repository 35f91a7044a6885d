import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { Programs } from "../../engine/programs.ts";
import type { Runtime, RuntimeOperation } from "../../engine/runtime.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Instance } from "../../model/instance.ts";
import type { Clock } from "../../platform/clock.ts";
import { endGroup } from "../../platform/end-group.ts";
import type { DesiredProcess } from "../../planner/desired.ts";
import type { ObservedContainer } from "../../planner/observed.ts";
import { askSupervisor } from "./ask-supervisor.ts";
import { forgetProgram } from "./forget-program.ts";
import { describeProgram, observedProgram } from "./observed-program.ts";
import { openSupervisor, reap } from "./open-supervisor.ts";
import { processPaths } from "./paths.ts";
import { batchesToLines, programLog } from "./read-log.ts";
import { lookAtPrograms, type Look, type Seen } from "./read-state.ts";
import { specFrom } from "./spec-from.ts";
import { programStats } from "./stats.ts";
import { watchPrograms } from "./watch.ts";

/** What is known of an instance before any of its programs is started. */
export interface ProgramSurroundings {
  readonly instance: Instance;
  /** Absolute: where the supervisor keeps what it needs. */
  readonly folder: string;
  readonly clock: Clock;
  /** This process's own. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The supervisor's own file. @default the one that is part of this program */
  readonly supervisor?: string;
  /** How much longer than a program's grace the supervisor may take to end it. @default 30 s */
  readonly endsWithinMs?: number;
  /** What one program gets from the stack, asked when it is started: keys may have been made in the same run. */
  environmentOf(desired: DesiredProcess): Promise<Readonly<Record<string, string>>>;
}

/** Programs as a runtime beside the one that services are in: it knows the same words, as far as they mean something without containers. */
export interface ProgramRuntime extends Programs, Pick<Runtime, "describe" | "exited" | "watch" | "logs" | "logBatches" | "stats"> {
  /** Whether it was ever started here. */
  has(service: string): Promise<boolean>;
  observe(): Promise<ReadonlyMap<string, ObservedContainer>>;
  /**
   * Tells the supervisor, if one runs, where the logs of programs are sent to.
   *
   * @param url Loki's, for example `http://127.0.0.1:3100`; `undefined`: nowhere.
   */
  shipLogs(url: string | undefined, signal: AbortSignal): Promise<void>;
  apply(operation: Extract<RuntimeOperation, { kind: "stop" | "remove" | "start" }>, signal: AbortSignal): Promise<void>;
}

const LOOK_EVERY_MS = 100;
/** A machine that is busy is no reason to end a supervisor, with which all its programs go. */
const ENDS_WITHIN_MS = 30_000;

export const programRuntime = ({ instance, folder, clock, env, environmentOf, supervisor, endsWithinMs = ENDS_WITHIN_MS }: ProgramSurroundings): ProgramRuntime => {
  const paths = processPaths(folder);
  const look = async (): Promise<readonly Seen[]> => (existsSync(paths.state) ? (await lookAtPrograms(paths.state)).apps : []);
  const seen = async (service: string): Promise<Seen | undefined> => (await look()).find(({ app }) => app.name === service);

  let opening: Promise<string> | undefined;
  const socketFor = (signal: AbortSignal): Promise<string> => {
    opening ??= openSupervisor(paths, { instance: instance.id, env, clock, entry: supervisor }, signal).finally(() => {
      opening = undefined;
    });
    return opening;
  };

  /** Without a supervisor nobody is asked; one after the other, since all write one file. */
  let turn: Promise<unknown> = Promise.resolve();
  const withoutSupervisor = (kind: "stop" | "remove", service: string): Promise<void> => {
    const act = async () => {
      const one = await seen(service);
      if (one) await reap([one], clock);
      if (kind === "remove") await forgetProgram(paths, service);
    };
    const done = turn.then(act, act);
    turn = done.catch(() => {});
    return done;
  };

  /** One that stands still would be waited for until somebody gives up: without it, its programs are ended as after its death. */
  const asked = async (operation: Extract<RuntimeOperation, { kind: "stop" | "remove" }>, { socket, pid, apps }: Look, signal: AbortSignal): Promise<"done" | "it is gone"> => {
    if (socket === undefined || pid === undefined) return "it is gone";
    const { kind, service } = operation;
    const grace = apps.find(({ app }) => app.name === service)?.app.graceMs ?? 0;
    const patience = AbortSignal.timeout(grace + endsWithinMs);
    try {
      await askSupervisor(socket, kind === "stop" ? { kind, name: service, grace: operation.grace } : { kind, name: service }, AbortSignal.any([signal, patience]));
      return "done";
    } catch (error) {
      if (signal.aborted || !patience.aborted) throw error;
      await endGroup({ process: pid, graceMs: 0 }, clock);
      return "it is gone";
    }
  };

  return {
    has: async (service) => (await seen(service)) !== undefined,
    observe: async () => new Map((await look()).map((one) => [one.app.name, observedProgram(one)])),
    look: async (service) => {
      const one = await seen(service);
      return one && observedProgram(one);
    },
    start: async (desired, signal) => {
      const { name } = desired;
      const mark = `${instance.id}/${name}/${randomBytes(4).toString("hex")}`;
      const spec = specFrom(desired, { workingCopy: instance.workingCopy, env: await environmentOf(desired), mark });
      try {
        await askSupervisor(await socketFor(signal), { kind: "start", spec }, signal);
      } catch (error) {
        if (!(error instanceof DevError) || error.code !== "SUPERVISOR_FAILED") throw error;
        await askSupervisor(await socketFor(signal), { kind: "start", spec }, signal); // it was just leaving, because it had nothing to do
      }
    },
    apply: async (operation, signal) => {
      if (operation.kind === "start") throw new Error(`${operation.service} is a program: it is started by its definition`);
      if ((await asked(operation, await lookAtPrograms(paths.state), signal)) === "it is gone") return withoutSupervisor(operation.kind, operation.service);
      if (operation.kind === "remove" && (await look()).length === 0) await rm(paths.logs, { recursive: true, force: true });
    },
    shipLogs: async (url, signal) => {
      if (!existsSync(paths.state)) return;
      const { socket } = await lookAtPrograms(paths.state);
      if (socket !== undefined) await askSupervisor(socket, { kind: "ship", to: url ?? null }, signal);
    },
    describe: async (service) => {
      const one = await seen(service);
      return one && describeProgram(one);
    },
    exited: async (service, signal) => {
      for (;;) {
        const one = await seen(service);
        if (!one) throw new DevError("SERVICE_EXITED", `${service} was taken down by somebody else while it was being waited for`, { hint: "`neotool dev run` starts it again." });
        const { state, exitCode, outOfMemory } = observedProgram(one);
        if (state !== "running") return { exitCode, outOfMemory };
        await clock.sleep(LOOK_EVERY_MS, signal);
      }
    },
    watch: (signal) => watchPrograms(look, clock, signal),
    logBatches: (service, options, signal) => programLog(paths.logs, service, options, clock, signal),
    logs: (service, options, signal) => batchesToLines(programLog(paths.logs, service, options, clock, signal)),
    stats: (service, signal) => programStats(() => seen(service), clock, signal),
  };
};
