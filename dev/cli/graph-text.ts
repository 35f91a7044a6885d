import type { GraphDifference } from "../graph/composition.ts";
import type { GatheredSchemas } from "../graph/gather-schemas.ts";
import { silentText } from "../graph/graph-error.ts";
import type { Subgraph } from "../stacks/settings.ts";
import type { GraphEvent } from "../wiring/graph/watch-graph.ts";
import { table } from "./table.ts";

/** Where each subgraph's schema is from; every key is always there. */
export const subgraphData = (subgraphs: Readonly<Record<string, Subgraph>>, { schemas, silent }: GatheredSchemas) =>
  Object.keys(subgraphs)
    .sort()
    .map((name) => ({
      name,
      url: subgraphs[name]?.url ?? "",
      from: schemas.find((schema) => schema.name === name)?.from ?? null,
      file: subgraphs[name]?.schema ?? null,
      reason: silent.find((one) => one.name === name)?.reason ?? null,
    }));

const FROM = { service: "of the running service", file: "of", kept: "of before" } as const;

const fromText = ({ from, file, reason }: ReturnType<typeof subgraphData>[number]): string => {
  const where = from === null ? "none" : from === "file" ? `${FROM.file} ${file}` : FROM[from];
  return reason === null ? where : `${where}: ${reason.replace(/ at http\S+$/, "")}`;
};

export const subgraphTable = (data: ReturnType<typeof subgraphData>): string => table([["SUBGRAPH", "URL", "SCHEMA"], ...data.map((one) => [one.name, one.url, fromText(one)])]);

export const eventText = (event: GraphEvent): string => {
  switch (event.type) {
    case "applied":
      return `${event.subgraphs.join(", ")}: ${event.taken ? "the router takes this graph up" : "the graph is kept for the router, which does not run"}`;
    case "mended":
      return "The graph is whole again: the router has it.";
    case "silent":
      return silentText(event);
    case "failed":
      return [event.message, ...event.evidence.map((line) => `  ${line}`)].join("\n");
  }
};

const MARKS = { breaking: "breaks", dangerous: "may break", safe: "" } as const;

export const differenceText = ({ changes, routing }: GraphDifference): string => {
  if (changes.length > 0) return table(changes.map(({ kind, message }) => [MARKS[kind], message]));
  return routing ? "Nothing changes for clients; but services answer other parts of the graph than before." : "Nothing would change.";
};
