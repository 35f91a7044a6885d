import { DevError } from "../errors/dev-error.ts";
import type { GraphProblem, SchemaPlace } from "./composition.ts";
import type { SilentSubgraph } from "./gather-schemas.ts";
import type { SubgraphSchema } from "./subgraph.ts";

/** Where people find a place: in the project's own file, or in the copy of what a service said. */
export const placeText = ({ subgraph, line, column }: SchemaPlace, schemas: readonly SubgraphSchema[]): string => {
  const file = schemas.find(({ name }) => name === subgraph)?.file ?? `.neotool/graph/subgraphs/${subgraph}.graphql`;
  return `${file}:${line}:${column}`;
};

/** A line with the places, then the words of the library. */
const evidenceOf = ({ code, message, places }: GraphProblem, schemas: readonly SubgraphSchema[]): readonly string[] => [
  [...new Set(places.map((place) => placeText(place, schemas)))].concat(code).join(" "),
  ...message.split("\n").map((line) => `  ${line}`),
];

export const silentText = ({ name, reason, kept }: SilentSubgraph): string => `${name} ${reason}: ${kept ? "its schema of before is used" : "it is not in the graph"}`;

/** Nobody gave a schema. */
export const noSchemas = (silent: readonly SilentSubgraph[]): DevError =>
  new DevError("GRAPH_INVALID", "No subgraph gave its schema, so there is no graph", {
    hint: "Start your services, then: neotool dev graph apply",
    evidence: silent.map(({ name, reason }) => `${name} ${reason}`),
  });

/** Why a graph cannot be composed: every problem, with its places. */
export const notComposed = (problems: readonly GraphProblem[], schemas: readonly SubgraphSchema[]): DevError =>
  new DevError("GRAPH_INVALID", `The graph cannot be composed: ${problems.length === 1 ? "there is a problem" : `there are ${problems.length} problems`}`, {
    hint: "Mend the schemas, then: neotool dev graph check. The router keeps the graph that it has.",
    evidence: problems.flatMap((problem) => evidenceOf(problem, schemas)),
  });
