import { DevError, rootMessage } from "../errors/dev-error.ts";

export type CheckResult =
  | { readonly verdict: "pass"; readonly detail: string }
  | { readonly verdict: "warn" | "fail"; readonly detail: string; readonly fix: string; readonly mend?: Mend };

/** Mends what can be mended without destroying anything. Resolves with what was done. */
type Mend = () => Promise<string>;

/** One question about this machine or instance, with a verdict and what to do. */
export interface Check {
  readonly id: string;
  readonly title: string;
  run(): Promise<CheckResult>;
}

export const pass = (detail: string): CheckResult => ({ verdict: "pass", detail });

export interface CheckReport {
  readonly id: string;
  readonly title: string;
  readonly result: CheckResult;
}

const WITHIN_MS = 10_000;

/** Its own failure does not make a check fail: what it is about may be well. */
const unanswered = (error: unknown): CheckResult => ({
  verdict: "warn",
  detail: `could not be checked: ${error instanceof DevError ? error.message : rootMessage(error)}`,
  fix: error instanceof DevError ? error.hint : "Look at it by hand.",
});

const bounded = async ({ run }: Check, signal: AbortSignal, withinMs: number): Promise<CheckResult> => {
  let forget = () => {};
  const end = new Promise<CheckResult>((resolve, reject) => {
    const interrupted = () => reject(signal.reason);
    const timer = setTimeout(() => resolve(unanswered(new Error(`no answer within ${withinMs / 1000} s`))), withinMs);
    signal.addEventListener("abort", interrupted, { once: true });
    forget = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", interrupted);
    };
  });
  try {
    return await Promise.race([run().catch(unanswered), end]);
  } finally {
    forget();
  }
};

/**
 * Runs checks side by side; one that hangs or breaks is a warning, never the end of the others.
 *
 * @param withinMs How long each may take.
 * @throws the signal's reason when it is aborted.
 */
export const runChecks = async (checks: readonly Check[], signal: AbortSignal, withinMs = WITHIN_MS): Promise<readonly CheckReport[]> => {
  signal.throwIfAborted();
  return Promise.all(checks.map(async (check) => ({ id: check.id, title: check.title, result: await bounded(check, signal, withinMs) })));
};
