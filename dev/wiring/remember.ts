import { DevError, rootMessage } from "../errors/dev-error.ts";
import { writeState, type InstanceState } from "../instance/state.ts";
import type { RunResult } from "../engine/run-plan.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import type { Clock } from "../platform/clock.ts";
import type { Desired } from "../planner/desired.ts";
import type { Observed } from "../planner/observed.ts";
import type { Project } from "./project.ts";
import { proven } from "./proven.ts";

const WITHIN_MS = 10_000;
/** Who has pressed Ctrl+C is not kept waiting by an engine that hangs. */
const INTERRUPTED_WITHIN_MS = 2_000;

const TOLD_WITHIN_MS = 5_000;
const PAUSE_MS = 100;

/** A service may answer us before its runtime tells since when it runs: a proof without a start would hold for none. */
const observeStarts = async (observe: (signal: AbortSignal) => Promise<Observed>, { view }: RunResult, clock: Clock, signal: AbortSignal): Promise<Observed> => {
  const ready = [...view.services.values()].filter(({ kind, phase }) => kind === "container" && phase === "ready");
  const until = clock.now() + TOLD_WITHIN_MS;
  for (;;) {
    const observed = await observe(signal);
    if (clock.now() >= until || ready.every(({ name }) => observed.containers.get(name)?.startedAt !== "")) return observed;
    await clock.sleep(PAUSE_MS, signal);
  }
};

/**
 * Writes down what a run has proven, also one that failed or was interrupted. That this cannot be done is no failure of
 * the run, and must not stand in the place of its own: the next `up` asks and does again what is not written.
 */
export const remember = async (
  { directory }: Project,
  observeAfter: (signal: AbortSignal) => Promise<Observed>,
  desired: Desired,
  run: RunResult,
  state: InstanceState,
  { soft }: Interrupt,
  clock: Clock,
  warn: (text: string) => void,
): Promise<void> => {
  const signal = soft.aborted ? AbortSignal.timeout(INTERRUPTED_WITHIN_MS) : AbortSignal.any([soft, AbortSignal.timeout(WITHIN_MS)]);
  try {
    await writeState(directory.state, { ...state, ...proven(await observeStarts(observeAfter, run, clock, signal), desired, run, state) });
  } catch (error) {
    if (!(error instanceof DevError)) throw error;
    if (error.code === "INTERRUPTED") return;
    const reason = rootMessage(error);
    warn(`What is ready could not be written down, so the next \`neotool dev up\` asks again: ${error.message}${error.message.includes(reason) ? "" : ` (${reason})`}`);
  }
};
