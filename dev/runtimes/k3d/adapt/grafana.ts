import { dirname, join } from "node:path/posix";
import type { ResolvedFile } from "../../../planner/desired.ts";

const isDashboard = ({ path }: ResolvedFile): boolean => path.endsWith("/neotool-overview.json");

const FILE = "neotool-cluster.json";

/** Grafana's files and the dashboard of the cluster, which shows nothing where there is none, beside the others. */
export const withClusterDashboard = (files: readonly ResolvedFile[], fill: (path: string) => string): readonly ResolvedFile[] => {
  const sibling = files.find(isDashboard);
  if (!sibling) throw new Error("Grafana's definition has no dashboards, beside which the cluster's would be");
  return [...files, { ...sibling, path: join(dirname(sibling.path), FILE), content: fill(`grafana/dashboards/${FILE}`) }];
};
