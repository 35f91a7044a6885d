import { DevError } from "../../errors/dev-error.ts";
import type { View } from "../../engine/view.ts";
import type { Observed } from "../../planner/observed.ts";
import type { ProgramRuntime } from "../../runtimes/process/program-runtime.ts";

const SERVICE = "loki";
const ANSWERS_WITHIN_MS = 3_000;

/**
 * Where the lines of applications are sent to: the Loki of the instance, which was brought up just now or ran before. `undefined`: it has none that
 * runs, and somebody else may have its port. Pure.
 *
 * @param view After the run.
 * @param observed Before it.
 */
export const whereLogsGo = (view: View, observed: Observed): string | undefined => {
  const loki = view.services.get(SERVICE);
  if (loki) return loki.phase === "ready" || loki.phase === "running" ? loki.endpoints[0]?.url : undefined;
  const running = observed.containers.get(SERVICE);
  const [port] = running?.state === "running" ? Object.values(running.ports) : [];
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
};

/** That lines do not reach Loki is no failure of what runs: they are in their files. */
export const tellWhereLogsGo = async (programs: Pick<ProgramRuntime, "shipLogs">, view: View, observed: Observed, warn: (text: string) => void, signal: AbortSignal): Promise<void> => {
  const patience = AbortSignal.timeout(ANSWERS_WITHIN_MS);
  try {
    await programs.shipLogs(whereLogsGo(view, observed), AbortSignal.any([signal, patience]));
  } catch (error) {
    if (signal.aborted) return;
    if (!patience.aborted && !(error instanceof DevError)) throw error;
    const why = error instanceof DevError ? error.message : `their supervisor did not answer within ${ANSWERS_WITHIN_MS / 1000} s`;
    warn(`The lines of applications are not sent to Loki: ${why}`);
  }
};
