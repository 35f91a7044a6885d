import type { ResolvedFile } from "../../../planner/desired.ts";
import { replaced } from "./replaced.ts";

/** Where each agent has its configuration, and which one it gets here. */
const CONFIGS: Readonly<Record<string, { readonly path: string; readonly source: string }>> = {
  promtail: { path: "/etc/promtail/neotool.yaml", source: "promtail/promtail.yaml" },
  alloy: { path: "/etc/alloy/neotool.alloy", source: "alloy/config.alloy" },
};

/** A log agent's one file. What it is told elsewhere, where the links to the log files are, is in it: nobody makes links here. */
export const logAgentOf = (name: string, files: readonly ResolvedFile[], fill: (path: string) => string): readonly ResolvedFile[] => {
  const config = CONFIGS[name];
  if (!config) throw new Error(`${name} reads logs, and has no configuration for a cluster`);
  return replaced(files, config.path, () => fill(config.source)).filter(({ path }) => path === config.path);
};
