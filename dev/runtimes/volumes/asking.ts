import { DevError, rootMessage } from "../../errors/dev-error.ts";

/**
 * Asks the engine for something. Its refusals are wrapped once, with what was asked; our own errors pass, and a wish to end is no failure.
 *
 * @throws {DevError} `SNAPSHOT_FAILED`; the signal's reason when it is aborted.
 */
export const asking = async <T>(what: string, signal: AbortSignal | undefined, act: () => Promise<T>): Promise<T> => {
  try {
    return await act();
  } catch (cause) {
    if (signal?.aborted === true) throw signal.reason;
    if (cause instanceof DevError) throw cause;
    throw new DevError("SNAPSHOT_FAILED", `The engine could not ${what}: ${rootMessage(cause)}`, { hint: "Run the same command again; neotool dev doctor looks at the engine.", cause });
  }
};
