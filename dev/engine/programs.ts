import type { DesiredProcess } from "../planner/desired.ts";
import type { ObservedContainer } from "../planner/observed.ts";

/** Programs on this machine itself, beside whatever runtime services are in. */
export interface Programs {
  /**
   * In the place of the one that runs. Resolves when it was started, or could not be: how it goes on, `look` says.
   *
   * @throws {DevError} `SUPERVISOR_FAILED`, `STATE_UNWRITABLE`
   */
  start(desired: DesiredProcess, signal: AbortSignal): Promise<void>;
  /** `undefined`: it was never started. */
  look(service: string): Promise<ObservedContainer | undefined>;
}
