import { DevError } from "../../errors/dev-error.ts";
import { openComposer } from "../../graph/composer.ts";
import { notComposed } from "../../graph/graph-error.ts";
import { applyGraph } from "../../wiring/graph/apply-graph.ts";
import { composeGathered, gather } from "../../wiring/graph/compose-now.ts";
import { keptGraph, originOf } from "../../wiring/graph/graph-files.ts";
import { watchGraph, type Give } from "../../wiring/graph/watch-graph.ts";
import { openProject, type Project } from "../../wiring/project.ts";
import { chosenAction } from "../chosen-action.ts";
import type { CommandContext, CommandResult } from "../command.ts";
import { GRAPH_ACTIONS, type GraphInput } from "../commands/graph.ts";
import { differenceText, eventText, subgraphData, subgraphTable } from "../graph-text.ts";

type Action = (project: Project, input: GraphInput, context: CommandContext) => Promise<CommandResult | undefined>;

const composed = async (project: Project, signal: AbortSignal) => {
  using composer = openComposer(signal);
  const gathered = await gather(project, signal);
  const composition = await composeGathered(gathered, composer);
  return { gathered, composition, subgraphs: subgraphData(project.settings.gateway.subgraphs, gathered) };
};

const hintText = (hints: readonly string[]): string => hints.map((hint) => `\nhint: ${hint}`).join("");

const check: Action = async (project, _input, { interrupt }) => {
  const { gathered, composition, subgraphs } = await composed(project, interrupt.soft);
  const rows = subgraphTable(subgraphs);
  if (composition.ok) return { data: { composed: true, subgraphs, problems: [], hints: composition.hints }, text: `${rows}\n\nThey make a graph.${hintText(composition.hints)}` };
  return { data: { composed: false, subgraphs, problems: composition.problems, hints: [] }, text: rows, failure: notComposed(composition.problems, gathered.schemas) };
};

const graphOfRouter = async ({ directory }: Project): Promise<string> => {
  const supergraph = await keptGraph(directory);
  if (supergraph === undefined) throw new DevError("GRAPH_INVALID", "No graph was composed yet", { hint: "When your services run: neotool dev graph apply" });
  return supergraph;
};

const show: Action = async (project, { options }, { interrupt }) => {
  const supergraph = await graphOfRouter(project);
  if (options.sdl) return { data: { kind: "supergraph", sdl: supergraph }, text: supergraph };
  using composer = openComposer(interrupt.soft);
  const sdl = await composer.api(supergraph);
  return { data: { kind: "api", sdl }, text: sdl };
};

const diff: Action = async (project, _input, { interrupt }) => {
  const before = await graphOfRouter(project);
  using composer = openComposer(interrupt.soft);
  const gathered = await gather(project, interrupt.soft);
  const composition = await composeGathered(gathered, composer);
  if (!composition.ok) throw notComposed(composition.problems, gathered.schemas);
  const difference = await composer.compare(before, composition.supergraph);
  return { data: difference, text: differenceText(difference) };
};

/** A line for each thing that happens; with --json one JSON object. Ctrl+C is how it ends. */
const watch = async (project: Project, { surroundings, interrupt, output }: CommandContext): Promise<undefined> => {
  try {
    const give: Give = (supergraph, origin) => applyGraph(project, surroundings, supergraph, origin, interrupt.soft);
    await watchGraph(project, surroundings.clock, give, (event) => output.line(output.mode === "json" ? JSON.stringify(event) : eventText(event)), interrupt.soft);
  } catch (error) {
    if (!interrupt.soft.aborted) throw error;
  }
};

const apply: Action = async (project, { options }, context) => {
  const { surroundings, interrupt } = context;
  if (options.watch) return await watch(project, context);
  const { gathered, composition, subgraphs } = await composed(project, interrupt.soft);
  if (!composition.ok) throw notComposed(composition.problems, gathered.schemas);
  const taken = await applyGraph(project, surroundings, composition.supergraph, originOf(gathered.schemas), interrupt.soft);
  const then = taken ? "The router takes it up within three seconds." : "The router does not run: it begins with this graph (neotool dev up --profile gateway).";
  return { data: { applied: taken, subgraphs, hints: composition.hints }, text: `${subgraphTable(subgraphs)}\n\n${then}${hintText(composition.hints)}` };
};

const ACTIONS: Readonly<Record<keyof typeof GRAPH_ACTIONS, Action>> = { check, show, diff, apply };

export const run = async (input: GraphInput, context: CommandContext): Promise<CommandResult | undefined> => {
  const { action } = chosenAction(GRAPH_ACTIONS, "graph", input.args, "check");
  return ACTIONS[action](await openProject(context.surroundings), input, context);
};
