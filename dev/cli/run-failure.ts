import type { RunResult } from "../engine/run-plan.ts";
import { DevError } from "../errors/dev-error.ts";
import { messageOf } from "../errors/message-of.ts";
import { interruption, type Interrupt } from "../platform/interrupt.ts";

/** The one error that a run ends with: the first failure with how many more there were, or that it was interrupted. */
export const runFailure = ({ errors, view }: RunResult, { soft }: Interrupt, logPath: string): unknown => {
  const services = [...view.services.values()];
  if (soft.aborted) {
    const running = services.filter(({ kind, phase }) => kind !== "task" && (phase === "running" || phase === "ready" || phase === "starting")).map(({ name }) => name);
    return new DevError("INTERRUPTED", running.length === 0 ? "Interrupted; nothing runs" : `Interrupted; these go on running: ${running.join(", ")}`, {
      hint: "`neotool dev up` goes on from here; `neotool dev down` stops them.",
      cause: interruption(),
    });
  }
  const [first] = errors;
  if (!(first instanceof DevError)) return first ?? new Error("the run failed without an error");
  const skipped = services.filter(({ phase }) => phase === "skipped").map(({ name }) => name);
  const others = errors.slice(1).map((error) => `also failed: ${messageOf(error)}`);
  const evidence = [...first.evidence, ...others, ...(skipped.length > 0 ? [`not begun because of it: ${skipped.join(", ")}`] : [])];
  return new DevError(first.code, first.message, { hint: `${first.hint}\nThe whole run is in ${logPath}`, cause: first.cause, evidence });
};
