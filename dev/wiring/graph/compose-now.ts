import { DevError } from "../../errors/dev-error.ts";
import type { Composer } from "../../graph/composer.ts";
import type { Composition } from "../../graph/composition.ts";
import { gatherSchemas, type GatheredSchemas } from "../../graph/gather-schemas.ts";
import { noSchemas } from "../../graph/graph-error.ts";
import { makeInstanceDirectory } from "../../instance/directory.ts";
import type { Project } from "../project.ts";

/** A service on this machine that says nothing in this time is busy or hangs. */
const PATIENCE_MS = 3000;

/** @throws {DevError} `GRAPH_INVALID` where the project names no subgraphs. */
export const gather = async ({ settings, directory, instance }: Project, signal: AbortSignal): Promise<GatheredSchemas> => {
  const { subgraphs } = settings.gateway;
  if (Object.keys(subgraphs).length === 0) {
    throw new DevError("GRAPH_INVALID", "neotool.config.ts names no subgraphs that a graph could be composed from", { hint: 'For example: gateway: { subgraphs: { app: { url: "http://localhost:8081/graphql" } } }' });
  }
  await makeInstanceDirectory(directory);
  return await gatherSchemas(subgraphs, { workingCopy: instance.workingCopy, directory: directory.graph, timeoutMs: PATIENCE_MS }, signal);
};

/** What the schemas make. @throws {DevError} `GRAPH_INVALID` where there is none at all. */
export const composeGathered = async ({ schemas, silent }: GatheredSchemas, composer: Composer): Promise<Composition> => {
  if (schemas.length === 0) throw noSchemas(silent);
  return await composer.compose(schemas);
};
