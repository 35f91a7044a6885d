import { openComposer } from "../../graph/composer.ts";
import type { SilentSubgraph } from "../../graph/gather-schemas.ts";
import { notComposed } from "../../graph/graph-error.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Project } from "../project.ts";
import { composeGathered, gather } from "./compose-now.ts";
import { isComposedFrom, keepGraph, keptGraph, originOf } from "./graph-files.ts";

/** What `up` gives to a router that it did not make. */
export interface NewGraph {
  readonly supergraph: string;
  readonly origin: string;
}

const problemText = ({ message, evidence }: DevError): string => [`${message}; the router keeps the graph that it has.`, ...evidence.map((line) => `  ${line}`), "  neotool dev graph check says it again."].join("\n");

/** A line for each kind: most services are off when their stack comes up. */
const silentTexts = (silent: readonly SilentSubgraph[]): readonly string[] => {
  const said = (kept: boolean, then: string) => {
    const some = silent.filter((one) => one.kept === kept);
    return some.length === 0 ? [] : [`${some.map(({ name, reason }) => `${name} ${reason}`).join(", ")}: ${then}`];
  };
  return [...said(true, "the graph has the schema of before"), ...said(false, "not in the graph until neotool dev graph apply")];
};

/**
 * Composes the graph from what runs now, before the router is made or looked at. Whatever is wrong with it is said, and
 * keeps nothing from starting: services often come up after their stack.
 *
 * @returns a graph that the router has not got; `undefined` where there is no other than it has.
 */
export const graphForUp = async (project: Project, warn: (text: string) => void, signal: AbortSignal): Promise<NewGraph | undefined> => {
  const { directory } = project;
  const gathered = await gather(project, signal);
  const { schemas, silent } = gathered;
  const kept = await keptGraph(directory);
  if (schemas.length === 0) {
    const now = kept === undefined ? "the router serves no graph yet" : "the router serves the graph of before";
    warn(`No subgraph gives its schema: ${now}. When your services run: neotool dev graph apply`);
    return undefined;
  }
  silentTexts(silent).forEach(warn);
  const origin = originOf(schemas);
  if (kept !== undefined && (await isComposedFrom(directory, origin))) return undefined;
  using composer = openComposer(signal);
  const composition = await composeGathered(gathered, composer);
  if (!composition.ok) {
    warn(problemText(notComposed(composition.problems, schemas)));
    return undefined;
  }
  await keepGraph(directory, composition.supergraph);
  return { supergraph: composition.supergraph, origin };
};
