import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { DevError, rootMessage } from "../../errors/dev-error.ts";
import type { SupervisorAnswer, SupervisorRequest } from "./supervisor/spec.ts";

const gone = (cause: unknown): DevError =>
  new DevError("SUPERVISOR_FAILED", `The supervisor of the applications went away: ${rootMessage(cause)}`, {
    hint: "The same command starts another one, which ends what is left of theirs.",
    cause,
  });

/** One request, one answer. @throws {DevError} `SUPERVISOR_FAILED` when it goes away or refuses; the signal's reason when it is aborted. */
export const askSupervisor = async (socket: string, request: SupervisorRequest, signal: AbortSignal): Promise<void> => {
  signal.throwIfAborted();
  const call = connect({ path: socket, allowHalfOpen: true });
  const stop = () => call.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    call.write(`${JSON.stringify(request)}\n`);
    const answer: SupervisorAnswer = JSON.parse(await text(call));
    if (!answer.ok) throw new Error(answer.message);
  } catch (cause) {
    signal.throwIfAborted();
    throw gone(cause);
  } finally {
    signal.removeEventListener("abort", stop);
    call.destroy();
  }
};
