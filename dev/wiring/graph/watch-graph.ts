import { DevError } from "../../errors/dev-error.ts";
import { openComposer } from "../../graph/composer.ts";
import type { GatheredSchemas, SilentSubgraph } from "../../graph/gather-schemas.ts";
import { noSchemas, notComposed, silentText } from "../../graph/graph-error.ts";
import { changes } from "../../graph/settled.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Project } from "../project.ts";
import { gather } from "./compose-now.ts";
import { originOf } from "./graph-files.ts";

/** How often services are asked. They have no way to say that their schema changed. */
const EVERY_MS = 1000;

/** What happened to the graph. */
export type GraphEvent =
  /** `taken`: the router runs, and takes it up. */
  | { readonly type: "applied"; readonly subgraphs: readonly string[]; readonly taken: boolean }
  | ({ readonly type: "silent" } & SilentSubgraph)
  /** What was wrong is so no more, and the graph is the one that the router has. */
  | { readonly type: "mended" }
  /** The router keeps what it has. */
  | { readonly type: "failed"; readonly code: string; readonly message: string; readonly evidence: readonly string[] };

/** Gives a supergraph to the router. @returns whether that runs. @throws {DevError} as `applyGraph` does. */
export type Give = (supergraph: string, origin: string) => Promise<boolean>;

/** What is worth a new look: schemas, and who is silent why. */
const stateOf = ({ schemas, silent }: GatheredSchemas): string => `${originOf(schemas)} ${silent.map(silentText).join()}`;

/**
 * Composes the graph, gives it to the router, and again whenever a schema has changed, until it is stopped. What is wrong
 * is said once; the router keeps its graph.
 */
export const watchGraph = async (project: Project, clock: Clock, give: Give, tell: (event: GraphEvent) => void, signal: AbortSignal): Promise<void> => {
  using composer = openComposer(signal);
  let given: string | undefined;
  let failed = "";
  /** A router that could not be given its graph, because another command is at work, gets it at a later look, although nothing has changed. */
  let attempt = 0;
  const act = async ({ schemas, silent }: GatheredSchemas): Promise<void> => {
    silent.forEach((one) => tell({ type: "silent", ...one }));
    if (schemas.length === 0) throw noSchemas(silent);
    const origin = originOf(schemas);
    if (origin === given) return void (failed !== "" && tell({ type: "mended" }));
    const composition = await composer.compose(schemas);
    if (!composition.ok) throw notComposed(composition.problems, schemas);
    const taken = await give(composition.supergraph, origin);
    given = origin;
    tell({ type: "applied", subgraphs: schemas.map(({ name }) => name), taken });
  };
  for await (const gathered of changes(() => gather(project, signal), (seen) => `${stateOf(seen)} ${attempt}`, (ms) => clock.sleep(ms, signal), EVERY_MS)) {
    try {
      await act(gathered);
      failed = "";
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof DevError)) throw error;
      const { code, message, evidence } = error;
      if (code !== "GRAPH_INVALID") attempt += 1;
      const said = [message, ...evidence].join("\n");
      if (said !== failed) tell({ type: "failed", code, message, evidence });
      failed = said;
    }
  }
};
