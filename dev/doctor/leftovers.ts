import { pass, type Check, type CheckResult } from "./check.ts";

/** What is left of an instance whose working copy is gone. */
export interface Leftover {
  readonly id: string;
  readonly workingCopy: string;
  readonly containers: number;
  readonly volumes: number;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;

export const judgeLeftovers = (leftovers: readonly Leftover[]): CheckResult =>
  leftovers.length === 0
    ? pass("every instance has its working copy")
    : {
        verdict: "warn",
        detail: leftovers.map(({ id, workingCopy, containers, volumes }) => `${id}: ${count(containers, "container")}, ${count(volumes, "volume")}, but ${workingCopy} is gone`).join("; "),
        fix: "neotool dev prune removes them, after asking (--dry-run only shows them).",
      };

/** Not mended by --fix: it would destroy data. */
export const leftoversCheck = (find: () => Promise<readonly Leftover[]>): Check => ({ id: "leftovers", title: "Instances without a working copy", run: async () => judgeLeftovers(await find()) });
