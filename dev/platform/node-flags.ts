/** A young generation of three times so many MiB: what lives for a line only need not lie in a large one. */
export const SMALL_YOUNG_GENERATION = "--max-semi-space-size=4";

/**
 * Goes on as the same process with another start-up flag of Node's, which can be given no later. Returns where it has the
 * flag already, or the system cannot do that (Windows).
 */
export const goOnWith = (flag: string): void => {
  if (process.execArgv.includes(flag) || process.platform === "win32") return;
  process.execve?.(process.execPath, [process.execPath, flag, ...process.execArgv, ...process.argv.slice(1)], process.env);
};
