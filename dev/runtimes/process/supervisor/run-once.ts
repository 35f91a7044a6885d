import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { messageOf } from "../../../errors/message-of.ts";
import { startChild, type Child } from "../../../platform/child.ts";
import type { Clock } from "../../../platform/clock.ts";
import { endGroup } from "../../../platform/end-group.ts";
import { errnoOf } from "../../../platform/files.ts";
import { startTimeOf, type ProcessIdentity } from "../../../platform/process-identity.ts";
import { capture } from "./capture.ts";
import type { LogFile } from "./log-file.ts";
import { MARK } from "./mark.ts";
import type { AppSpec } from "./spec.ts";

/** What is left of its group when its leader has ended by itself gets so long to end. */
const LEFTOVER_GRACE_MS = 1_000;

export interface Exited {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface Running {
  readonly process: ProcessIdentity;
  /** Resolves when nothing of it runs any more and all that it wrote is in its log. */
  readonly exited: Promise<Exited>;
}

const spawned = (child: Child): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });

const whyNot = ({ file, cwd }: AppSpec, error: unknown): string => {
  if (!existsSync(cwd)) return `its folder ${cwd} does not exist`;
  const code = errnoOf(error);
  // The system says the same of a script and of what its first line asks for.
  if (code === "ENOENT" && file.includes("/") && existsSync(resolve(cwd, file))) return `${file} is there, but the program that its first line asks for is not (line ends of Windows count as part of that name)`;
  if (code === "ENOENT") return `command not found: ${file}`;
  if (code === "E2BIG") return "its environment, or one of its variables, is longer than the system takes";
  if (code === "EACCES") return `${file} may not be executed`;
  return `it could not be started: ${messageOf(error)}`;
};

/**
 * @param ending What ends its group already, once it was told to stop: its children have the same grace as itself, and are asked once.
 * @returns the program as it runs, or in words why it does not.
 */
export const runOnce = async (spec: AppSpec, log: LogFile, clock: Clock, ending: () => Promise<unknown> | undefined): Promise<Running | string> => {
  try {
    const child = startChild({ file: spec.file, args: spec.args, cwd: spec.cwd, env: { ...spec.env, [MARK]: spec.mark } });
    const over = new Promise<Exited>((resolve) => {
      child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    });
    const drained = capture(child, log, () => clock.date().toISOString());
    await spawned(child);
    const { pid = 0 } = child;
    const startedAt = (await startTimeOf(pid)) ?? "";
    const exited = over.then(async (how) => {
      await (ending() ?? endGroup({ group: pid, mark: `${MARK}=${spec.mark}`, graceMs: LEFTOVER_GRACE_MS }, clock));
      await drained();
      return how;
    });
    return { process: { pid, startedAt }, exited };
  } catch (error) {
    return whyNot(spec, error);
  }
};
