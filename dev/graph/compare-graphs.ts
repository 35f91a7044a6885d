import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { apiOf } from "./compose-graph.ts";
import type { GraphChange, GraphDifference } from "./composition.ts";

const KINDS: Readonly<Record<CriticalityLevel, GraphChange["kind"]>> = {
  [CriticalityLevel.Breaking]: "breaking",
  [CriticalityLevel.Dangerous]: "dangerous",
  [CriticalityLevel.NonBreaking]: "safe",
};

/** The worst first. */
const ORDER: readonly GraphChange["kind"][] = ["breaking", "dangerous", "safe"];

/** How two supergraphs differ. Pure, and slow: for a thread of its own. */
export const compareGraphs = async (before: string, after: string): Promise<GraphDifference> => {
  if (before === after) return { changes: [], routing: false };
  const found = await diff(buildSchema(apiOf(before)), buildSchema(apiOf(after)));
  const changes = found.map(({ criticality, message, path }): GraphChange => ({ kind: KINDS[criticality.level], message, path: path ?? null }));
  return { changes: changes.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)), routing: changes.length === 0 };
};
