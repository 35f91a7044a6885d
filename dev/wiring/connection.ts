import { connectEngine, type Engine } from "../docker/connect.ts";
import type { Runtime } from "../engine/runtime.ts";
import { containerRuntime } from "../runtimes/container/container-runtime.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Connection {
  readonly engine: Engine;
  readonly runtime: Runtime;
}

/** @throws {DevError} one of the `ENGINE_*` codes; the signal's reason when it is aborted. */
export const connect = async (project: Project, surroundings: Surroundings, signal?: AbortSignal): Promise<Connection> => {
  const engine = await connectEngine(surroundings, undefined, signal);
  return { engine, runtime: containerRuntime(engine, project.instance) };
};
