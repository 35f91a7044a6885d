import type { AppSpec } from "./spec.ts";

/** How a program ended, and what it had done before. */
export interface Ended {
  readonly policy: AppSpec["restart"];
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** It was ready at least once since somebody, or a change, started it. */
  readonly wasReady: boolean;
  /** Restarts by itself since it last ran for a while. */
  readonly failures: number;
}

type Next = { readonly kind: "rest"; readonly phase: "stopped" | "failed"; readonly reason: string | null } | { readonly kind: "retry"; readonly inMs: number; readonly reason: string };

const FIRST_MS = 500;
const LONGEST_MS = 30_000;
/** From here on people should know that it does not recover. */
const LOOP_FROM = 3;

export const howItEnded = ({ exitCode, signal }: Pick<Ended, "exitCode" | "signal">): string => (signal === null ? `exited with code ${exitCode ?? "unknown"}` : `was ended by ${signal}`);

/**
 * What becomes of a program that ended without being told to. One that was never ready since it was started on purpose has a mistake that
 * another start does not mend, such as a build error: it rests until somebody, or a change, starts it. Pure.
 */
export const afterExit = (ended: Ended): Next => {
  const { policy, exitCode, wasReady, failures } = ended;
  const how = howItEnded(ended);
  const isWell = exitCode === 0;
  if (policy === "never" || (policy === "on-failure" && isWell)) return { kind: "rest", phase: isWell ? "stopped" : "failed", reason: isWell ? null : how };
  if (policy === "on-failure" && !wasReady) return { kind: "rest", phase: "failed", reason: `${how} before it was ready, and is not started again by itself` };
  const inMs = Math.min(FIRST_MS * 2 ** failures, LONGEST_MS);
  const loop = failures + 1 >= LOOP_FROM ? `crash loop: ${failures + 1} times in a row it ` : "";
  return { kind: "retry", inMs, reason: `${loop}${how}; started again after ${inMs / 1000} s` };
};
