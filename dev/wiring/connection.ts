import { connectEngine, type Engine } from "../docker/connect.ts";
import type { Runtime } from "../engine/runtime.ts";
import { peekState } from "../instance/state.ts";
import type { RuntimeId } from "../model/runtime.ts";
import { clusterPrograms } from "../platform/cluster-programs.ts";
import { containerRuntime } from "../runtimes/container/container-runtime.ts";
import { programRuntime, type ProgramRuntime } from "../runtimes/process/program-runtime.ts";
import type { Project } from "./project.ts";
import type { Surroundings } from "./surroundings.ts";
import { withPrograms } from "./with-programs.ts";

export interface Connection {
  readonly engine: Engine;
  /** With the programs of the instance in it, as if they were its own. */
  readonly runtime: Runtime;
  readonly programs: ProgramRuntime;
}

/** Where an instance was brought up last; where it never was, what its config says. */
export const runtimeInUse = async ({ directory, config }: Project): Promise<RuntimeId> => (await peekState(directory.state)).runtime ?? config.runtime ?? "container";

/** The parts for clusters are loaded by who has one. */
export const openRuntime = async (project: Project, engine: Engine, id: RuntimeId, { clock, cache, env }: Surroundings): Promise<Runtime> => {
  if (id === "container") return containerRuntime(engine, project.instance);
  const { k3dRuntime } = await import("../runtimes/k3d/k3d-runtime.ts");
  return k3dRuntime(engine, project.instance, { services: project.stack.services, directory: project.directory.cluster, image: project.settings.cluster.image, clock, find: clusterPrograms(cache, env.PATH) });
};

/** The applications of an instance. */
export const openPrograms = (project: Project, surroundings: Surroundings): ProgramRuntime =>
  programRuntime({
    instance: project.instance,
    folder: project.directory.programs,
    clock: surroundings.clock,
    env: surroundings.env,
    environmentOf: async (desired) => (await import("./program-environment.ts")).programEnvironment(project, surroundings, desired),
  });

/**
 * @param asked The runtime that a command was told to use. @default the one in use
 * @throws {DevError} one of the `ENGINE_*` codes; the signal's reason when it is aborted.
 */
export const connect = async (project: Project, surroundings: Surroundings, signal?: AbortSignal, asked?: RuntimeId): Promise<Connection> => {
  const [engine, id] = await Promise.all([connectEngine(surroundings, undefined, signal), asked ?? runtimeInUse(project)]);
  const programs = openPrograms(project, surroundings);
  return { engine, runtime: withPrograms(await openRuntime(project, engine, id, surroundings), programs), programs };
};
