import { LIVE } from "../../../data/snapshot/names.ts";
import { variablesFor } from "../../../env/variables.ts";
import { DevError } from "../../../errors/dev-error.ts";
import { runInForeground, type EndedProgram } from "../../../platform/foreground.ts";
import { interruption, type Interrupt } from "../../../platform/interrupt.ts";
import { isRunnable } from "../../../platform/programs.ts";
import { connectionFacts } from "../connection-facts.ts";
import { diffData, type Compared } from "../diff/diff-data.ts";
import { runningInstance } from "../running-instance.ts";
import type { RestoreRun } from "../snapshot/finish-restore.ts";
import { removeSnapshot } from "../snapshot/remove-snapshot.ts";
import { restoreSnapshot, usableSnapshot, type RestoreReport } from "../snapshot/restore-snapshot.ts";
import { saveSnapshot, type SavedSnapshot } from "../snapshot/save-snapshot.ts";
import { withSnapshots } from "../snapshot/with-snapshots.ts";
import type { Project } from "../../project.ts";
import type { Surroundings } from "../../surroundings.ts";
import { forgetTry, noteTry, refuseSecondTry } from "./journal.ts";

export type Decision = "keep" | "roll back";

export interface TryReport extends RestoreReport {
  /** The command is about to begin. */
  saved(snapshot: SavedSnapshot): void;
  ended(how: EndedProgram): void;
  /** Before anything is cleared away. */
  compared(found: Compared): void;
  /** What is to become of the changes. Who gives no answer has them rolled back. */
  decide(): Promise<Decision>;
}

export interface Tried {
  readonly snapshot: string;
  readonly ended: EndedProgram;
  /** `undefined`: they were not compared. */
  readonly compared: Compared | undefined;
  /** `undefined`: the changes were kept. */
  readonly rolledBack: (RestoreRun & { readonly tookMs: number }) | undefined;
}

const HINT = "Say it as your shell would find it. What only a shell understands: neotool dev try -- sh -c '…'";

/** @throws {DevError} `TOOL_MISSING` before anything was touched. */
const findCommand = async ([file = ""]: readonly string[], { cwd, env }: Surroundings): Promise<void> => {
  if (await isRunnable(file, { cwd, path: env.PATH })) return;
  throw new DevError("TOOL_MISSING", `The command "${file}" is not on this machine, or may not be run; nothing was tried`, { hint: HINT });
};

/** What is done and what is undone, each alone on the instance: in between, the command may call this program, too. */
const stepsOf = (project: Project, surroundings: Surroundings, report: TryReport, interrupt: Interrupt) => {
  const { directory } = project;
  // An end that was asked for is what begins it: only a second one cuts it off.
  const calm: Interrupt = { ...interrupt, soft: interrupt.hard };
  return {
    save: () =>
      withSnapshots(project, surroundings, "try", report, interrupt, async () => {
        await refuseSecondTry(directory);
        const running = await runningInstance(project, surroundings, interrupt.soft);
        const saved = await saveSnapshot(project, surroundings, running, { reason: "before try" }, report, interrupt);
        await noteTry(directory, saved.manifest.name);
        const facts = await connectionFacts(project, running.known, { user: project.settings.postgres.owner, credential: "postgres.owner" });
        return { saved, env: Object.fromEntries(variablesFor(facts, undefined)) };
      }),
    compare: (snapshot: string, show: (found: Compared) => void) =>
      withSnapshots(project, surroundings, "try", report, interrupt, () => diffData(project, surroundings, { before: snapshot, after: LIVE, only: [] }, report, interrupt, show)),
    rollBack: (snapshot: string): Promise<RestoreRun> =>
      withSnapshots(project, surroundings, "try", report, calm, async () => {
        const running = await runningInstance(project, surroundings, calm.soft);
        const manifest = await usableSnapshot(project, running, snapshot, calm.soft);
        const run = await restoreSnapshot(project, surroundings, running, manifest, report, calm);
        if (run.ok) {
          await removeSnapshot(project, running.connection.engine, snapshot); // the data are what it has
          await forgetTry(directory);
        }
        return run;
      }),
    /** Nothing has happened. */
    drop: (snapshot: string): Promise<void> =>
      withSnapshots(project, surroundings, "try", report, calm, async () => {
        const { connection } = await runningInstance(project, surroundings, calm.soft);
        await removeSnapshot(project, connection.engine, snapshot);
        await forgetTry(directory);
      }),
  };
};

/** What cannot be shown can be kept or rolled back all the same. */
const unlessImpossible = async (act: Promise<void>, { soft }: Interrupt, warn: (text: string) => void): Promise<void> => {
  try {
    await act;
  } catch (error) {
    if (soft.aborted) return;
    if (!(error instanceof DevError)) throw error;
    warn(`What it changed cannot be shown: ${error.message}`);
  }
};

/** A second Ctrl+C asked for it: nobody need be told again. */
const leftAsItIs = async ({ directory }: Project, snapshot: string): Promise<DevError> => {
  await forgetTry(directory);
  return new DevError("INTERRUPTED", "Interrupted twice; what the command has changed is there", { hint: `neotool dev snapshot restore ${snapshot} rolls it back.`, cause: interruption() });
};

/**
 * Runs a command on the instance's data, shows what it has changed in them, and keeps that or rolls it back.
 *
 * @param command The program with its arguments.
 * @param stdout Where the command's goes.
 * @throws {DevError} `TOOL_MISSING`, `INSTANCE_BUSY`, `SERVICE_NOT_RUNNING`, what a snapshot fails with: nothing was run. What rolling back fails with, before anything was replaced.
 */
export const tryCommand = async (project: Project, surroundings: Surroundings, command: readonly string[], stdout: "stdout" | "stderr", report: TryReport, interrupt: Interrupt): Promise<Tried> => {
  await findCommand(command, surroundings);
  const steps = stepsOf(project, surroundings, report, interrupt);
  const { saved, env } = await steps.save();
  const snapshot = saved.manifest.name;
  report.saved(saved);
  const [file = "", ...args] = command;
  const ended = await runInForeground(file, args, { env, stdout, hint: HINT, hard: interrupt.hard }).catch(async (error: unknown) => {
    await steps.drop(snapshot).catch(() => {}); // it goes with time
    throw error;
  });
  if (interrupt.hard.aborted) throw await leftAsItIs(project, snapshot);
  const found: Compared[] = [];
  if (!interrupt.soft.aborted) {
    report.ended(ended);
    const show = (compared: Compared) => {
      found.push(compared);
      report.compared(compared);
    };
    await unlessImpossible(steps.compare(snapshot, show), interrupt, report.warn);
  }
  const decision = interrupt.soft.aborted ? "roll back" : await report.decide();
  const began = surroundings.clock.now();
  if (decision === "roll back") return { snapshot, ended, compared: found[0], rolledBack: { ...(await steps.rollBack(snapshot)), tookMs: surroundings.clock.now() - began } };
  await forgetTry(project.directory);
  return { snapshot, ended, compared: found[0], rolledBack: undefined };
};
