import type { Verdict } from "../model/probe.ts";
import type { Clock } from "../platform/clock.ts";

export interface AwaitOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with each "no" that is another than the one before, for `hold` and for the log. */
  readonly onReason?: (reason: string) => void;
}

/** First question after 10 ms; then half as long again each time, to 100 ms: detection costs at most a tenth of a second. */
const FIRST_MS = 10;
const LONGEST_MS = 100;
const GROWTH = 1.5;

/**
 * Asks until ready, refused, or the deadline, and keeps the last reason: a timeout says what was still wrong.
 *
 * @throws the signal's reason when aborted.
 */
export const awaitReady = async (probe: () => Promise<Verdict>, { timeoutMs, signal, onReason }: AwaitOptions, clock: Clock): Promise<Verdict> => {
  const deadline = clock.now() + timeoutMs;
  let said: string | undefined;
  for (let interval = FIRST_MS; ; interval = Math.min(interval * GROWTH, LONGEST_MS)) {
    signal.throwIfAborted();
    const verdict = await probe();
    if (verdict.ready || verdict.refused === true) return verdict;
    if (verdict.reason !== said) onReason?.(verdict.reason);
    said = verdict.reason;
    if (clock.now() + interval > deadline) return verdict;
    await clock.sleep(interval, signal);
  }
};
