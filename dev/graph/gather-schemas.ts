import { join } from "node:path";
import { readIfThere, writeAtomically } from "../platform/files.ts";
import type { Subgraph } from "../stacks/settings.ts";
import { askSchema } from "./ask-schema.ts";
import { asTheRouterCalls, type SubgraphSchema } from "./subgraph.ts";

/** A service whose schema is not what it says now. */
export interface SilentSubgraph {
  readonly name: string;
  readonly url: string;
  /** For people, to be read after its name. */
  readonly reason: string;
  /** Its schema of before is used; else it is left out of the graph. */
  readonly kept: boolean;
}

export interface GatheredSchemas {
  /** By name, in the order of the alphabet: the same schemas make the same graph. */
  readonly schemas: readonly SubgraphSchema[];
  readonly silent: readonly SilentSubgraph[];
}

interface GatherOptions {
  readonly workingCopy: string;
  /** Where schemas are kept for when their services are off. */
  readonly directory: string;
  readonly timeoutMs: number;
}

const keptPath = (directory: string, name: string): string => join(directory, "subgraphs", `${name}.graphql`);

const gatherOne = async (name: string, { url, schema: file }: Subgraph, { workingCopy, directory, timeoutMs }: GatherOptions, signal: AbortSignal): Promise<Partial<GatheredSchemas>> => {
  const common = { name, url: asTheRouterCalls(url), file };
  if (file !== undefined) {
    const sdl = await readIfThere(join(workingCopy, file));
    if (sdl !== undefined) return { schemas: [{ ...common, sdl, from: "file" }] };
    return { silent: [{ name, url, reason: `has no schema: there is no ${file}`, kept: false }] };
  }
  const answer = await askSchema(url, timeoutMs, signal);
  const path = keptPath(directory, name);
  const kept = await readIfThere(path);
  if ("sdl" in answer) {
    if (answer.sdl !== kept) await writeAtomically(path, answer.sdl);
    return { schemas: [{ ...common, sdl: answer.sdl, from: "service" }] };
  }
  return { schemas: kept === undefined ? [] : [{ ...common, sdl: kept, from: "kept" }], silent: [{ name, url, reason: `${answer.silent} at ${url}`, kept: kept !== undefined }] };
};

/**
 * The schema of each subgraph: of its file, of the running service, or what that said when it last ran.
 *
 * @throws the signal's reason, when it is aborted; {DevError} `STATE_UNWRITABLE`
 */
export const gatherSchemas = async (subgraphs: Readonly<Record<string, Subgraph>>, options: GatherOptions, signal: AbortSignal): Promise<GatheredSchemas> => {
  const names = Object.keys(subgraphs).sort();
  const gathered = await Promise.all(names.flatMap((name) => (subgraphs[name] ? [gatherOne(name, subgraphs[name], options, signal)] : [])));
  return { schemas: gathered.flatMap(({ schemas = [] }) => schemas), silent: gathered.flatMap(({ silent = [] }) => silent) };
};
