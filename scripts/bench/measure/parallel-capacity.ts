import { cpus } from "node:os";
import { timeOf } from "./interleave.ts";
import { run } from "./program.ts";

const STARTS = 6;
/** On one thread, so that alone it keeps one processor busy, and no more. */
const PROGRAM = ["--single-threaded", "-e", "0"];

/**
 * How much of one processor's work all of them do when all are busy. Two that are two halves of one core, or share their
 * caches and their memory with neighbours, do less than twice as much as one: what runs beside others then takes more
 * processor time than it takes alone. Measured by starts of a program, which is what services do in an `up`: new memory,
 * code that runs for the first time, and the kernel at work.
 *
 * @returns 1 to the number of processors.
 */
export const parallelCapacity = async (signal: AbortSignal): Promise<number> => {
  const starts = async () => {
    for (let left = STARTS; left > 0; left -= 1) await run(process.execPath, PROGRAM, { signal });
  };
  const alone = await timeOf(starts);
  const together = await timeOf(() => Promise.all(cpus().map(starts)));
  return Math.min(cpus().length, Math.max(1, (cpus().length * alone) / together));
};
