import { composeServices } from "@apollo/composition";
import { printSchema, Supergraph } from "@apollo/federation-internals";
import { GraphQLError, parse, Source, type ASTNode, type DocumentNode } from "graphql";
import type { ComposedFrom, Composition, GraphProblem, SchemaPlace } from "./composition.ts";

/** Lines that say what may be wrong, and not merely that fields of many services were put together. */
const isWorthSaying = (level: string): boolean => level === "WARN";

const placeOf = ({ loc }: ASTNode): readonly SchemaPlace[] =>
  loc === undefined ? [] : [{ subgraph: loc.source.name, line: loc.startToken.line, column: loc.startToken.column }];

const problemOf = ({ message, extensions, nodes = [] }: GraphQLError): GraphProblem => ({
  code: typeof extensions.code === "string" ? extensions.code : "COMPOSITION_FAILED",
  message,
  places: nodes.flatMap(placeOf),
});

type Parsed = { readonly document: DocumentNode } | { readonly problem: GraphProblem };

/** The source bears the subgraph's name, by which places are known again. */
const parsed = ({ name, sdl }: ComposedFrom): Parsed => {
  try {
    return { document: parse(new Source(sdl, name)) };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { problem: { code: "INVALID_GRAPHQL", message: `[${name}] ${error.message}`, places: (error.locations ?? []).map(({ line, column }) => ({ subgraph: name, line, column })) } };
  }
};

/** What clients see of a supergraph. */
export const apiOf = (supergraph: string): string => printSchema(Supergraph.build(supergraph).apiSchema());

/** Puts the schemas of all services together, by Apollo's own rules. Pure, and up to a second of a processor: for a thread of its own. */
export const composeGraph = (subgraphs: readonly ComposedFrom[]): Composition => {
  const documents = subgraphs.map((subgraph) => ({ ...subgraph, ...parsed(subgraph) }));
  const broken = documents.flatMap((one) => ("problem" in one ? [one.problem] : []));
  if (broken.length > 0) return { ok: false, problems: broken };
  const { errors, supergraphSdl, hints } = composeServices(documents.flatMap(({ name, url, ...one }) => ("document" in one ? [{ name, url, typeDefs: one.document }] : [])));
  if (errors) return { ok: false, problems: errors.map(problemOf) };
  return {
    ok: true,
    supergraph: supergraphSdl,
    api: apiOf(supergraphSdl),
    hints: hints.filter(({ definition }) => isWorthSaying(definition.level.name)).map(({ message }) => message),
  };
};
