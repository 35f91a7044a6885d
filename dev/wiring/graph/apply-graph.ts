import { SUPERGRAPH } from "../../stacks/services/router.ts";
import { lockInstance } from "../../instance/lock.ts";
import type { Runtime } from "../../engine/runtime.ts";
import { connect } from "../connection.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { keepGraph, keepOrigin } from "./graph-files.ts";

export const ROUTER = "router";

/** @throws {DevError} `STACK_INVALID` for a graph that no object of a cluster holds; one of the runtime's. */
export const giveToRouter = ({ stack }: Project, runtime: Runtime, supergraph: string, signal: AbortSignal): Promise<void> => {
  const service = stack.services.find(({ name }) => name === ROUTER);
  const file = service?.kind === "container" ? service.files?.find(({ path }) => path === SUPERGRAPH) : undefined;
  if (!file) throw new Error("the router's definition has no supergraph");
  return runtime.apply({ kind: "put-file", service: ROUTER, file: { ...file, content: supergraph } }, signal);
};

/**
 * Gives a supergraph to the router, or keeps it for when that runs.
 *
 * @returns whether the router runs, and so takes it up.
 * @throws {DevError} `INSTANCE_BUSY`; one of the `ENGINE_*` codes; `STATE_UNWRITABLE`
 */
export const applyGraph = async (project: Project, surroundings: Surroundings, supergraph: string, origin: string, signal: AbortSignal): Promise<boolean> => {
  const { directory } = project;
  await using _lock = await lockInstance(directory, "graph apply");
  const { runtime } = await connect(project, surroundings, signal);
  const { containers } = await runtime.observeContainers(signal);
  const runs = containers.get(ROUTER)?.state === "running";
  await keepGraph(directory, supergraph);
  if (!runs) return false;
  await giveToRouter(project, runtime, supergraph, signal);
  await keepOrigin(directory, origin);
  return true;
};
