import { sep } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import { findWorkingCopy } from "../instance/working-copy.ts";
import type { ProcessService } from "../model/service.ts";
import { describeProcess } from "../platform/describe-process.ts";
import { endGroup } from "../platform/end-group.ts";
import { portHolder } from "../platform/port-holder.ts";
import { isPortFree } from "../platform/ports.ts";
import { systemClock } from "../platform/clock.ts";
import type { ProgramRuntime } from "../runtimes/process/program-runtime.ts";
import type { Project } from "./project.ts";

/** Who has the port of an application that is to be started. */
export interface TakenPort {
  readonly app: string;
  readonly port: number;
  readonly pid: number | undefined;
  /** In words. */
  readonly holder: string;
  /** It runs in the project's own folder: most likely the same application, started by hand or left over. */
  readonly isOfProject: boolean;
}

const GRACE_MS = 10_000;

/** A worktree inside of the working copy is another one, whose applications are somebody else's. */
const runsIn = async (workingCopy: string, folder: string | undefined): Promise<boolean> => {
  if (folder === undefined || (folder !== workingCopy && !folder.startsWith(`${workingCopy}${sep}`))) return false;
  return (await findWorkingCopy(folder).catch(() => workingCopy)) === workingCopy; // a folder that is gone is below what it was below
};

/** The ports of these applications that somebody else has: not one that an application of the instance runs with now, whichever it was. Looked at before anything is touched. */
export const takenPorts = async ({ instance }: Pick<Project, "instance">, programs: Pick<ProgramRuntime, "observe">, apps: readonly ProcessService[]): Promise<readonly TakenPort[]> => {
  const running = [...(await programs.observe()).values()].filter(({ state }) => state === "running");
  const own = new Set(running.flatMap(({ ports }) => Object.values(ports)));
  const wanted = apps.flatMap(({ name, endpoints }) => Object.values(endpoints).map(({ preferredHostPort }) => ({ app: name, port: preferredHostPort }))).filter(({ port }) => !own.has(port));
  const taken = await Promise.all(
    wanted.map(async ({ app, port }): Promise<readonly TakenPort[]> => {
      if (await isPortFree(port)) return [];
      const holder = await portHolder(port);
      if (!holder) return [{ app, port, pid: undefined, holder: "a process that this user may not see", isOfProject: false }];
      const { command, cwd } = await describeProcess(holder.pid);
      const where = cwd === undefined ? "" : `, in ${cwd}`;
      return [{ app, port, pid: holder.pid, holder: `process ${holder.pid} (${command === "" ? holder.program : command}${where})`, isOfProject: await runsIn(instance.workingCopy, cwd) }];
    }),
  );
  return taken.flat();
};

/** @returns the error that names every holder at once. */
export const portsTaken = (taken: readonly TakenPort[]): DevError => {
  const lines = taken.map(({ app, port, holder }) => `${app} wants port ${port}, which is taken by ${holder}`);
  const own = taken.filter(({ isOfProject }) => isOfProject);
  const pids = taken.flatMap(({ pid }) => pid ?? []);
  const stop = own.length === taken.length ? `That runs in this project's own folder: neotool dev run ${own.map(({ app }) => app).join(" ")} --replace stops it first.` : `End the holder${pids.length === 0 ? "" : ` (kill ${pids.join(" ")})`}, or change the port in neotool.config.ts.`;
  return new DevError("PORT_BUSY", lines.length === 1 ? `${lines[0]}` : `${lines.length} ports of applications are taken`, { hint: stop, evidence: lines.length === 1 ? [] : lines });
};

/** Ends who has a port: asked first, then killed. Its own group is not touched, which may be a person's shell. */
export const stopHolders = async (taken: readonly TakenPort[]): Promise<void> => {
  for (const { pid } of taken) if (pid !== undefined) await endProcess(pid);
};

const endProcess = async (pid: number): Promise<void> => {
  await endGroup({ process: pid, graceMs: GRACE_MS }, systemClock);
};
