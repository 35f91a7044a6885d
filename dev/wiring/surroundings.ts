import { homedir } from "node:os";
import type { EngineEnvironment } from "../docker/socket.ts";
import type { Clock } from "../platform/clock.ts";
import { systemClock } from "../platform/clock.ts";
import { ownUserId } from "../platform/own-user.ts";
import { cacheDirectory } from "../platform/package-root.ts";
import { createRedactor, type Redactor } from "../platform/redact.ts";

/** The machine and the process, as everything above sees them. */
export interface Surroundings extends EngineEnvironment {
  readonly cwd: string;
  readonly clock: Clock;
  readonly redactor: Redactor;
  /** `~/.cache/neotool`: shared by all instances of this user. */
  readonly cache: string;
}

export const realSurroundings = (): Surroundings => {
  const home = homedir();
  return {
    cwd: process.cwd(),
    home,
    env: process.env,
    uid: ownUserId(),
    clock: systemClock,
    redactor: createRedactor(),
    cache: cacheDirectory(process.env, home),
  };
};
