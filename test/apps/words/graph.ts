import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, GraphQLError, parse } from "graphql";
import type { HeardStore } from "./heard.ts";

/** One question, as it comes over HTTP. */
export interface Asked {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
}

interface Context {
  readonly caller: string | undefined;
}

/** This service's part of the graph: everybody may ask for its schema, only who has a token for more. */
export const graphOf = (heard: HeardStore) => {
  const news = (note: { readonly id: string }, _: unknown, { caller }: Context) => {
    if (caller === undefined) throw new GraphQLError("A token is needed: neotool dev token --sub you", { extensions: { code: "UNAUTHENTICATED" } });
    return heard.of(note.id);
  };
  const typeDefs = parse(readFileSync(join(import.meta.dirname, "schema.graphql"), "utf8"));
  const schema = buildSubgraphSchema([{ typeDefs, resolvers: { Note: { __resolveReference: ({ id }: { readonly id: string }) => ({ id }), news } } }]);
  return ({ query, variables, operationName }: Asked, context: Context) =>
    graphql({ schema, source: query, variableValues: variables ?? {}, operationName: operationName ?? null, contextValue: context });
};
