import { join } from "node:path";

/** How many older files are kept beside the one that is written. */
export const GENERATIONS = 3;
/** A file that has grown to this is put aside: a program keeps four of them at most. */
export const ROTATE_BYTES = 8 * 1_048_576;

/** Oldest first, the one that is written last. */
export const logFiles = (directory: string, name: string): readonly string[] => {
  const current = join(directory, `${name}.log`);
  return [...Array.from({ length: GENERATIONS }, (_, index) => `${current}.${GENERATIONS - index}`), current];
};
