import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SubgraphSchema } from "../../graph/subgraph.ts";
import type { InstanceDirectory } from "../../instance/directory.ts";
import { readIfThere, writeAtomically } from "../../platform/files.ts";
import { supergraphPath } from "../desired-state.ts";

const originPath = ({ graph }: InstanceDirectory): string => join(graph, "composed-from");

/** Tells one set of schemas from another. */
export const originOf = (schemas: readonly SubgraphSchema[]): string =>
  createHash("sha256").update(JSON.stringify(schemas.map(({ name, url, sdl }) => [name, url, sdl]))).digest("hex");

/** The supergraph that the router has, or begins with; `undefined`: none was composed yet. */
export const keptGraph = (directory: InstanceDirectory): Promise<string | undefined> => readIfThere(supergraphPath(directory));

/** Whether the router has the graph that these schemas make. */
export const isComposedFrom = async (directory: InstanceDirectory, origin: string): Promise<boolean> => (await readIfThere(originPath(directory))) === origin;

/**
 * Keeps a supergraph for the router. Its origin last, and only once the router has it: as long as that is missing, `up`
 * composes again.
 */
export const keepGraph = async (directory: InstanceDirectory, supergraph: string): Promise<void> => {
  await rm(originPath(directory), { force: true });
  await writeAtomically(supergraphPath(directory), supergraph);
};

export const keepOrigin = (directory: InstanceDirectory, origin: string): Promise<void> => writeAtomically(originPath(directory), origin);
