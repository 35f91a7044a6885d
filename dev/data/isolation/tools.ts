import type { Clock } from "../../platform/clock.ts";
import type { LeaseOwner } from "./lease.ts";

/** What the parts that isolate need of their surroundings. */
export interface IsolationTools {
  readonly owner: LeaseOwner;
  readonly clock: Clock;
  /** Where relative folders begin. */
  readonly cwd: string;
  /** Told what is waited for, and what a person should know. */
  say(text: string): void;
}
