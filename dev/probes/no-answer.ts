import { causesOf, rootMessage } from "../errors/dev-error.ts";
import { errnoOf } from "../platform/files.ts";

const NOBODY: ReadonlySet<string | undefined> = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE"]);
/** What clients say of a connection that was closed on them: an engine's proxy accepts for a service that does not listen yet, and hangs up. */
const HUNG_UP = /socket hang up|connection (closed|terminated)/i;

/** Why a question was not answered, in a sentence that begins with who was asked: the system's own words alone sound like a fault where a service is only not there yet. */
export const noAnswer = (error: unknown): string => {
  const reason = rootMessage(error);
  const isNobody = causesOf(error).some((one) => NOBODY.has(errnoOf(one))) || HUNG_UP.test(reason);
  return isNobody ? `it does not answer (${reason})` : reason;
};
