import type { Actions } from "../chosen-action.ts";
import type { CommandInput, OptionSpecs } from "../command.ts";
import { defineCommand } from "../define-command.ts";

const options = {
  sdl: { type: "flag", description: "show: the supergraph as the router has it, in place of what clients see" },
  watch: { type: "flag", short: "w", description: "apply: again whenever a schema changes, until Ctrl+C" },
} as const satisfies OptionSpecs;

/** Each has its action in `actions/graph.ts`. */
export const GRAPH_ACTIONS = { check: 0, show: 0, diff: 0, apply: 0 } as const satisfies Actions;

export type GraphInput = CommandInput<typeof options>;

export const graph = defineCommand({
  name: "graph",
  summary: "The gateway's graph: check, show, diff, apply",
  details: [
    "check    whether the schemas of the running services (or files) make a graph; changes nothing (default)",
    "show     the graph that the router has, as clients see it",
    "diff     what would change for clients, if it were composed now",
    "apply    composes it and gives it to the router, which takes it up while it runs; a broken one never",
    "A service that is off counts with its schema of before. docs/gateway.md",
  ].join("\n"),
  examples: ["neotool dev graph check", "neotool dev graph apply --watch", "neotool dev graph show > schema.graphql", "neotool dev graph diff --json"],
  args: [{ name: "[action]", description: "check, show, diff or apply", complete: Object.keys(GRAPH_ACTIONS) }],
  options,
});
