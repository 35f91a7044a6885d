import { DevError } from "../errors/dev-error.ts";
import type { Clock } from "../platform/clock.ts";
import type { DesiredProcess } from "../planner/desired.ts";
import { explainProgram } from "./explain-program.ts";
import { lastLines } from "./last-lines.ts";
import type { Programs } from "./programs.ts";
import type { Runtime } from "./runtime.ts";

const DEFAULT_SECONDS = 300;
const LOOK_EVERY_MS = 50;

interface ProgramTools {
  readonly programs: Programs;
  readonly runtime: Runtime;
  readonly clock: Clock;
  /** In place of its own patience. */
  readonly timeoutMs: number | undefined;
  onReason(reason: string): void;
}

/**
 * Waits until a started program is ready, as its supervisor says; it is not asked twice.
 *
 * @throws {DevError} `APP_NOT_STARTED`, `SERVICE_EXITED`, `SERVICE_NOT_READY`; the signal's reason when it is aborted.
 */
export const awaitProgram = async (desired: DesiredProcess, tools: ProgramTools, signal: AbortSignal): Promise<void> => {
  const { name, service } = desired;
  const { programs, clock, runtime, onReason } = tools;
  const patience = tools.timeoutMs ?? (service.readyWithinSeconds ?? DEFAULT_SECONDS) * 1000;
  let last = "";
  for (const until = clock.now() + patience; ; await clock.sleep(LOOK_EVERY_MS, signal)) {
    const have = await programs.look(name);
    const phase = have?.program?.phase ?? "stopped";
    if (phase === "ready") return;
    if (have && (phase === "failed" || phase === "stopped") && have.state !== "restarting") throw explainProgram(have, "before it was ready", await lastLines(runtime, name));
    const reason = have?.program?.reason ?? "not ready yet";
    if (reason !== last) onReason(reason);
    last = reason;
    if (clock.now() < until) continue;
    throw new DevError("SERVICE_NOT_READY", `${name} runs, but was not ready within ${patience / 1000} s: ${reason}`, {
      hint: `It runs on: neotool dev logs ${name} --follow shows what it is doing. --wait-timeout gives it longer.`,
      evidence: [`last answer: ${reason}`, ...(await lastLines(runtime, name))],
    });
  }
};
