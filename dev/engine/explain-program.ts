import { DevError } from "../errors/dev-error.ts";
import type { ObservedContainer } from "../planner/observed.ts";

/** What a program was doing when it ended: it is being started, or ran for somebody who looks at it later. */
type Moment = "before it was ready" | "while it ran";

/** Why a program does not run, in one sentence: it could not be started, or how it ended. Pure. @param evidence Its last lines. */
export const explainProgram = ({ service, startedAt, exitCode, state, program }: ObservedContainer, moment: Moment, evidence: readonly string[]): DevError => {
  const reason = program?.reason ?? "no reason is known";
  const goOn = `neotool dev run ${service} starts it again after the fix.`;
  if (startedAt === "") return new DevError("APP_NOT_STARTED", `${service} could not be started: ${reason}`, { hint: `Mend apps.${service} in neotool.config.ts. ${goOn}` });
  const how = exitCode > 128 ? `was ended by signal ${exitCode - 128}` : `exited with code ${exitCode}`;
  const message = moment === "before it was ready" ? `${service} ${how} ${moment}` : state === "restarting" ? `${service} does not run: ${reason}` : `${service} ${how}`;
  return new DevError("SERVICE_EXITED", message, { hint: `neotool dev logs ${service} shows everything it said. ${goOn}`, evidence });
};
