import { pass, type Check, type CheckResult } from "./check.ts";

/** What is left of an instance that nobody will bring up again. */
export interface Leftover {
  readonly id: string;
  /** Why nobody will. @example "its working copy /src/shop is gone" */
  readonly reason: string;
  readonly containers: number;
  readonly volumes: number;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

export const judgeLeftovers = (leftovers: readonly Leftover[]): CheckResult =>
  leftovers.length === 0
    ? pass("every instance has its working copy, every session its process")
    : {
        verdict: "warn",
        detail: leftovers.map(({ id, reason, containers, volumes }) => `${id}: ${count(containers, "container")}, ${count(volumes, "volume")}, but ${reason}`).join("; "),
        fix: "neotool dev prune removes them, after asking (--dry-run only shows them).",
      };

/** Not mended by --fix: it would destroy data. */
export const leftoversCheck = (find: () => Promise<readonly Leftover[]>): Check => ({ id: "leftovers", title: "Instances without a working copy", run: async () => judgeLeftovers(await find()) });
