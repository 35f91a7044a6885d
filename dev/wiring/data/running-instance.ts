import { storesOf, type Stores } from "../../data/stores.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Desired } from "../../planner/desired.ts";
import type { Observed } from "../../planner/observed.ts";
import { connect, type Connection } from "../connection.ts";
import { desiredOfRunning, knownInstance, type KnownInstance } from "../known-instance.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";

/** An instance whose data can be worked on. Holds secrets. */
export interface RunningInstance {
  readonly connection: Connection;
  readonly observed: Observed;
  readonly known: KnownInstance;
  /** Of the services that run. */
  readonly desired: Desired;
  readonly stores: Stores;
}

/**
 * Finds what runs of an instance, and how its stores are reached.
 *
 * @throws {DevError} `SERVICE_NOT_RUNNING` when nothing of it does; one of the `ENGINE_*` codes.
 */
export const runningInstance = async (project: Project, surroundings: Surroundings, signal: AbortSignal): Promise<RunningInstance> =>
  runningThere(project, surroundings, await connect(project, surroundings, signal), signal);

/** The same, where the engine is connected. */
export const runningThere = async (project: Project, surroundings: Surroundings, connection: Connection, signal: AbortSignal): Promise<RunningInstance> => {
  const observed = await connection.runtime.observe(signal);
  const known = await knownInstance(project, surroundings, observed);
  const running = new Map([...observed.containers].filter(([, { state }]) => state === "running" || state === "paused"));
  if (running.size === 0) throw new DevError("SERVICE_NOT_RUNNING", `Nothing of ${project.instance.id} runs, and data are worked on while it does`, { hint: "neotool dev up" });
  const desired = desiredOfRunning(project, known, { ...observed, containers: running });
  return { connection, observed, known, desired, stores: storesOf(desired) };
};
