import type { Clock } from "./clock.ts";
import { explain } from "./exec.ts";

/** A program that cannot do its work says so at once; one that still runs after this time is at it (a browser's window). */
const SETTLES_MS = 1_500;

/**
 * Starts a program that may outlive this one, without a terminal. Resolves when it has ended well or settled.
 *
 * @throws {DevError} `TOOL_MISSING` when there is no such program, `COMMAND_FAILED` when it fails at once.
 */
export const launch = async (file: string, args: readonly string[], hint: string, clock: Clock): Promise<void> => {
  const { execa, ExecaError } = await import("execa");
  const run = execa(file, args, { detached: true, cleanup: false, stdio: "ignore" });
  run.nodeChildProcess?.unref();
  const settled = new AbortController();
  const waited = clock.sleep(SETTLES_MS, settled.signal).catch(() => {}); // ended by our own signal
  try {
    await Promise.race([run, waited]);
  } catch (cause) {
    throw cause instanceof ExecaError ? explain(cause, file, SETTLES_MS, false, hint) : cause;
  } finally {
    settled.abort();
    run.catch(() => {}); // whatever becomes of it later is its own affair
  }
};
