import type { Clock } from "../../../platform/clock.ts";
import { askProgram } from "./question.ts";
import type { Question } from "./spec.ts";

const FIRST_MS = 25;
const LONGEST_MS = 500;
const GROWTH = 1.5;
/** Without a question, a program that runs so long has not failed at once. */
const SETTLES_MS = 1_000;

/** Asks until it serves. @returns false: the signal was aborted before. */
export const becomesReady = async (question: Question | undefined, clock: Clock, signal: AbortSignal, onReason: (reason: string) => void): Promise<boolean> => {
  const pause = async (ms: number): Promise<boolean> => clock.sleep(ms, signal).then(() => true, () => false);
  if (question === undefined) return pause(SETTLES_MS);
  let last = "";
  for (let interval = FIRST_MS; !signal.aborted; interval = Math.min(interval * GROWTH, LONGEST_MS)) {
    const reason = await askProgram(question);
    if (signal.aborted) return false;
    if (reason === undefined) return true;
    if (reason !== last) onReason(reason);
    last = reason;
    if (!(await pause(interval))) return false;
  }
  return false;
};
