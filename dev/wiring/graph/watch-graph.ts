import { DevError } from "../../errors/dev-error.ts";
import { openComposer } from "../../graph/composer.ts";
import type { GatheredSchemas, SilentSubgraph } from "../../graph/gather-schemas.ts";
import { noSchemas, notComposed, silentText } from "../../graph/graph-error.ts";
import { changes } from "../../graph/settled.ts";
import type { Project } from "../project.ts";
import type { Surroundings } from "../surroundings.ts";
import { applyGraph } from "./apply-graph.ts";
import { gather } from "./compose-now.ts";
import { originOf } from "./graph-files.ts";

/** How often services are asked. They have no way to say that their schema changed. */
const EVERY_MS = 1000;

/** What happened to the graph. */
export type GraphEvent =
  /** `taken`: the router runs, and takes it up. */
  | { readonly type: "applied"; readonly subgraphs: readonly string[]; readonly taken: boolean }
  | ({ readonly type: "silent" } & SilentSubgraph)
  /** The router keeps what it has. */
  | { readonly type: "failed"; readonly code: string; readonly message: string; readonly evidence: readonly string[] };

/** What is worth a new look: schemas, and who is silent why. */
const stateOf = ({ schemas, silent }: GatheredSchemas): string => `${originOf(schemas)} ${silent.map(silentText).join()}`;

/**
 * Composes the graph, gives it to the router, and again whenever a schema has changed, until it is stopped. What is wrong
 * is said once; the router keeps its graph.
 */
export const watchGraph = async (project: Project, surroundings: Surroundings, tell: (event: GraphEvent) => void, signal: AbortSignal): Promise<void> => {
  using composer = openComposer(signal);
  let given: string | undefined;
  const act = async ({ schemas, silent }: GatheredSchemas): Promise<void> => {
    silent.forEach((one) => tell({ type: "silent", ...one }));
    if (schemas.length === 0) throw noSchemas(silent);
    const origin = originOf(schemas);
    if (origin === given) return;
    const composition = await composer.compose(schemas);
    if (!composition.ok) throw notComposed(composition.problems, schemas);
    const taken = await applyGraph(project, surroundings, composition.supergraph, origin, signal);
    given = origin;
    tell({ type: "applied", subgraphs: schemas.map(({ name }) => name), taken });
  };
  for await (const gathered of changes(() => gather(project, signal), stateOf, (ms) => surroundings.clock.sleep(ms, signal), EVERY_MS)) {
    try {
      await act(gathered);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DevError)) throw error;
      tell({ type: "failed", code: error.code, message: error.message, evidence: error.evidence });
    }
  }
};
