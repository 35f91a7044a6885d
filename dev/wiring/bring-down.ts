import { existsSync } from "node:fs";
import { DevError, rootMessage } from "../errors/dev-error.ts";
import { lockInstance } from "../instance/lock.ts";
import { readState, writeState } from "../instance/state.ts";
import { runPlan, type Observer, type RunResult } from "../engine/run-plan.ts";
import type { Interrupt } from "../platform/interrupt.ts";
import { takeDown } from "../planner/take-down.ts";
import { connect, type Connection } from "./connection.ts";
import { dropManifests } from "./data/snapshot/manifests.ts";
import { letGo, settleSnapshots } from "./data/snapshot/unfinished.ts";
import { leaveRuntime } from "./leave-runtime.ts";
import { performTools, subjectWithoutImages } from "./perform-tools.ts";
import type { Project } from "./project.ts";
import { downWithoutEngine } from "./stop-programs.ts";
import type { Surroundings } from "./surroundings.ts";

export interface DownResult extends RunResult {
  /** Services that were there, running or not. */
  readonly stopped: readonly string[];
  readonly didNothing: boolean;
}

const UNSEEN: Observer = () => {};

/**
 * Stops and removes everything of an instance. Its credentials, keys and ports stay: the next `up` finds them.
 *
 * @param volumes `remove`: its data go too.
 * @throws {DevError} one of the `ENGINE_*` codes; its applications are ended all the same.
 */
export const bringDown = async (...down: Parameters<typeof takeAllDown>): Promise<DownResult> => {
  try {
    return await takeAllDown(...down);
  } catch (error) {
    const [project, surroundings, , observer, interrupt] = down;
    throw await downWithoutEngine(project, surroundings, error, observer, interrupt);
  }
};

const takeAllDown = async (project: Project, surroundings: Surroundings, volumes: "keep" | "remove", observer: Observer, interrupt: Interrupt, warn: (text: string) => void): Promise<DownResult> => {
  const connection = await connect(project, surroundings, interrupt.soft);
  const hasDirectory = existsSync(project.directory.root);
  await using _lock = hasDirectory ? await lockToTakeDown(project, warn) : undefined;
  await settle(project, connection, volumes, warn);
  const observed = await connection.runtime.observe(interrupt.soft);
  // First: it may use what goes next.
  if (observed.elsewhere !== undefined) await leaveRuntime(project, surroundings, connection, observed.elsewhere, volumes, interrupt);
  const plan = takeDown(observed, volumes);
  const run = await runPlan(plan, observed, performTools(project, surroundings, connection, subjectWithoutImages(new Map()), interrupt), observer);
  if (volumes === "remove" && run.ok) await dropManifests(project.directory);
  if (hasDirectory) {
    await unlessUnwritable(warn, async () => {
      const state = await readState(project.directory.state, warn);
      await writeState(project.directory.state, { ...state, tasks: {}, ready: {} });
    });
  }
  return { ...run, stopped: [...observed.containers.keys()], didNothing: plan.length === 0 };
};

/** What a killed command has left in the middle of a snapshot: ended where data stay, only let go where they go. */
const settle = async (project: Project, connection: Connection, volumes: "keep" | "remove", say: (text: string) => void): Promise<void> => {
  if (volumes === "keep") await settleSnapshots(project, connection, say);
  await letGo(project, connection);
};

/** A full disk must not stand in the way of what frees it. */
const unlessUnwritable = async <T>(warn: (text: string) => void, act: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DevError) || error.code !== "STATE_UNWRITABLE") throw error;
    warn(`${error.message} (${rootMessage(error)}): taken down all the same`);
    return undefined;
  }
};

const lockToTakeDown = ({ directory }: Project, warn: (text: string) => void): Promise<AsyncDisposable | undefined> => unlessUnwritable(warn, () => lockInstance(directory, "down"));

/** All containers and all data of an instance. */
export const destroy = async (project: Project, surroundings: Surroundings, interrupt: Interrupt, warn: (text: string) => void): Promise<void> => {
  const { ok, errors } = await bringDown(project, surroundings, "remove", UNSEEN, interrupt, warn);
  if (!ok) throw errors[0] ?? interrupt.soft.reason;
};
