import type { SubgraphSchema } from "./subgraph.ts";

/** What composition needs of a subgraph. */
export type ComposedFrom = Pick<SubgraphSchema, "name" | "url" | "sdl">;

/** Where something stands in a subgraph's schema. */
export interface SchemaPlace {
  readonly subgraph: string;
  readonly line: number;
  readonly column: number;
}

/** One reason why a graph cannot be composed, in the words of Apollo's library. */
export interface GraphProblem {
  /** For example `FIELD_TYPE_MISMATCH`. */
  readonly code: string;
  readonly message: string;
  readonly places: readonly SchemaPlace[];
}

export type Composition =
  | {
      readonly ok: true;
      /** For the router. */
      readonly supergraph: string;
      /** What clients see: types and fields, nothing of who answers them. */
      readonly api: string;
      /** What may not be meant, in words. */
      readonly hints: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly GraphProblem[] };

/** One difference between two graphs, as clients see them. */
export interface GraphChange {
  readonly kind: "breaking" | "dangerous" | "safe";
  readonly message: string;
  /** For example `User.name`. */
  readonly path: string | null;
}

export interface GraphDifference {
  readonly changes: readonly GraphChange[];
  /** Services answer other parts than before, which clients do not see. */
  readonly routing: boolean;
}

export type GraphQuestion =
  | { readonly kind: "compose"; readonly subgraphs: readonly ComposedFrom[] }
  /** Of supergraphs. */
  | { readonly kind: "compare"; readonly before: string; readonly after: string }
  | { readonly kind: "api"; readonly supergraph: string };
