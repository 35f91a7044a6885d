import { DevError } from "../errors/dev-error.ts";
import type { Verdict } from "../model/probe.ts";
import type { Clock } from "../platform/clock.ts";
import type { DesiredContainer } from "../planner/desired.ts";
import { awaitReady } from "../probes/await-ready.ts";
import { explainExit, nextStep } from "./explain-exit.ts";
import { lastLines } from "./last-lines.ts";
import type { Exit, Runtime } from "./runtime.ts";

const DEFAULT_SECONDS = 60;

export interface ReadyTools {
  readonly runtime: Runtime;
  readonly clock: Clock;
  /** One readiness question. */
  probe(desired: DesiredContainer): Promise<Verdict>;
  /** In place of what the definition says, where the user asked for another patience. */
  readonly timeoutMs: number | undefined;
  /** @throws {DevError} when old data on its volumes explain an exit. */
  checkVolumes(): Promise<void>;
  onReason(reason: string): void;
  onRepair(reason: string): void;
}

/**
 * Waits until a started service is ready. A container that exits ends the wait at once; one that refuses our
 * credentials is repaired once, where its definition says how.
 *
 * @throws {DevError} `SERVICE_EXITED`, `SERVICE_OUT_OF_MEMORY`, `SERVICE_NOT_READY`, `CREDENTIALS_REJECTED`, or what its
 * old data explain.
 */
export const becomeReady = async (desired: DesiredContainer, tools: ReadyTools, signal: AbortSignal): Promise<void> => {
  const { name } = desired;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const exit = tools.runtime.exited(name, either).then((how): { readonly exit: Exit } => ({ exit: how }));
  try {
    const first = await Promise.race([exit, waitForVerdict(desired, tools, either)]);
    const outcome = "exit" in first || first.ready || first.refused !== true ? first : await Promise.race([exit, repaired(desired, tools, either)]);
    if ("exit" in outcome) throw await explainExit(desired, outcome.exit, tools);
    if (!outcome.ready) throw await explainNotReady(desired, outcome.reason, outcome.refused === true, tools);
  } finally {
    over.abort();
    await exit.catch(() => {}); // ended by our own signal
  }
};

const patience = ({ service }: DesiredContainer, { timeoutMs }: ReadyTools): number => timeoutMs ?? (service.readyWithinSeconds ?? DEFAULT_SECONDS) * 1000;

const waitForVerdict = (desired: DesiredContainer, tools: ReadyTools, signal: AbortSignal): Promise<Verdict> => {
  const question = async (): Promise<Verdict> => {
    const verdict = await tools.probe(desired);
    // Without a repair a refusal is one more reason to wait: the pooler refuses for as long as its server does.
    return verdict.ready || desired.service.repair ? verdict : { ...verdict, refused: false };
  };
  return awaitReady(question, { timeoutMs: patience(desired, tools), signal, onReason: tools.onReason }, tools.clock);
};

const repaired = async (desired: DesiredContainer, tools: ReadyTools, signal: AbortSignal): Promise<Verdict> => {
  const { repair } = desired.service;
  if (!repair) return { ready: false, reason: "it refuses our credentials", refused: true };
  const { exitCode, stdout, stderr } = await tools.runtime.exec(desired.name, { command: repair.command }, signal);
  if (exitCode !== 0) {
    throw new DevError("CREDENTIALS_REJECTED", `${desired.name} refuses this instance's credentials, and they could not be set`, {
      hint: "The data were made by another set-up. To start empty: neotool dev down --volumes --yes && neotool dev up",
      evidence: `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== ""),
    });
  }
  tools.onRepair(repair.reason);
  return waitForVerdict(desired, tools, signal);
};

const explainNotReady = async (desired: DesiredContainer, reason: string, refused: boolean, tools: ReadyTools): Promise<DevError> => {
  const { name } = desired;
  const evidence = [`last answer: ${reason}`, ...(await lastLines(tools.runtime, name))];
  if (refused) {
    return new DevError("CREDENTIALS_REJECTED", `${name} refuses this instance's credentials`, {
      hint: "The data were made by another set-up. To start empty: neotool dev down --volumes --yes && neotool dev up",
      evidence,
    });
  }
  const seconds = patience(desired, tools) / 1000;
  return new DevError("SERVICE_NOT_READY", `${name} runs, but was not ready within ${seconds} s: ${reason}`, {
    hint: `${nextStep(name)} --wait-timeout gives it longer.`,
    evidence,
  });
};
