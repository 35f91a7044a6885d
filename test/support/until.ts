import { setTimeout as delay } from "node:timers/promises";

const WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 25;

/** Polls a condition; fails with its name when it does not come true. */
export const until = async (what: string, isSo: () => boolean | Promise<boolean>, withinMs = WITHIN_MS): Promise<void> => {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`within ${withinMs} ms it did not come true that ${what}`);
    await delay(LOOK_EVERY_MS);
  }
};
