import { parentPort } from "node:worker_threads";
import { compareGraphs } from "./compare-graphs.ts";
import { apiOf, composeGraph } from "./compose-graph.ts";
import type { GraphQuestion } from "./composition.ts";

/** The thread that composes: one answer for each question, in their order. */
const answer = (question: GraphQuestion): unknown => {
  switch (question.kind) {
    case "compose":
      return composeGraph(question.subgraphs);
    case "compare":
      return compareGraphs(question.before, question.after);
    case "api":
      return apiOf(question.supergraph);
  }
};

parentPort?.on("message", async (question: GraphQuestion) => {
  try {
    parentPort?.postMessage({ value: await answer(question) });
  } catch (error) {
    parentPort?.postMessage({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
