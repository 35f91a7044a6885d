import type { Verdict } from "../../model/probe.ts";
import type { Clock } from "../../platform/clock.ts";
import type { DesiredContainer } from "../../planner/desired.ts";
import { awaitReady } from "../../probes/await-ready.ts";
import type { Health } from "./live-view.ts";

/** A service that answers is asked again once a minute: it may hang without ending, which no engine would tell. */
const WELL_MS = 60_000;
const ILL_MS = 10_000;
const DEFAULT_SECONDS = 60;

/** Asks one start of a service until the signal is aborted: often while it starts, seldom afterwards. */
export const followHealth = async (desired: DesiredContainer, ask: () => Promise<Verdict>, tell: (health: Health) => void, clock: Clock, signal: AbortSignal): Promise<void> => {
  const timeoutMs = (desired.service.readyWithinSeconds ?? DEFAULT_SECONDS) * 1_000;
  const onReason = (reason: string) => tell({ verdict: { ready: false, reason }, isLate: false });
  try {
    for (let verdict = await awaitReady(ask, { timeoutMs, signal, onReason }, clock); !signal.aborted; verdict = await ask()) {
      tell({ verdict, isLate: true });
      await clock.sleep(verdict.ready ? WELL_MS : ILL_MS, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};
