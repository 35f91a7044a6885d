import { DevError } from "../errors/dev-error.ts";
import { SILENT_AFTER_MS, takeLock } from "../platform/file-lock.ts";
import type { InstanceDirectory } from "./directory.ts";

/**
 * Only one command at a time changes an instance.
 *
 * @param purpose The command, for the sentence that the other one gets.
 * @throws {DevError} `INSTANCE_BUSY` naming the process that has it.
 */
export const lockInstance = async ({ lock }: InstanceDirectory, purpose: string): Promise<AsyncDisposable> => {
  const result = await takeLock(lock, purpose);
  if (!result.held) {
    const { pid, purpose: other, whereabouts } = result.holder;
    const isHere = whereabouts === "lives";
    throw new DevError("INSTANCE_BUSY", `\`neotool dev ${other}\` (process ${pid}${isHere ? "" : " in another container or on another machine"}) is at work on this instance`, {
      hint: isHere ? `Wait until it has ended, or end it: kill ${pid}` : `Wait until it has ended, or end it there. Where it was killed, this works again within ${SILENT_AFTER_MS / 1_000} s.`,
    });
  }
  return { [Symbol.asyncDispose]: () => result.release() };
};
