import { DevError } from "../errors/dev-error.ts";
import { takeLock } from "../platform/file-lock.ts";
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
    const { pid, purpose: other } = result.holder;
    throw new DevError("INSTANCE_BUSY", `\`neotool dev ${other}\` (process ${pid}) is at work on this instance`, {
      hint: "Wait until it has ended, or end it: kill " + pid,
    });
  }
  return { [Symbol.asyncDispose]: () => result.release() };
};
