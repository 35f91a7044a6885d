import type { Instance } from "../../../model/instance.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import { withClusterDashboard } from "./grafana.ts";
import { logAgentOf } from "./log-agents.ts";
import { discovering } from "./scrape-config.ts";

type Filled = DesiredContainer["service"];

export interface AdaptContext {
  readonly instance: Instance;
  /** Text of a file below `k3d/`. */
  read(path: string): string;
}

/**
 * A filled definition as it is where services are pods. Definitions do not know where they run; what they say of lists of
 * addresses and of files of the engine is not so here. Before the hash is made: another text must make the pod anew.
 */
export const adaptedToCluster = ({ instance, read }: AdaptContext): ((service: Filled) => Filled) => {
  const fill = (path: string): string => read(path).replaceAll("<instance>", instance.id);
  return (service) => {
    const files = filesOf(service, fill);
    return files === service.files ? service : { ...service, files };
  };
};

const filesOf = ({ name, files, readsLogs }: Filled, fill: (path: string) => string): Filled["files"] => {
  if (readsLogs) return logAgentOf(name, files, fill);
  if (name === "prometheus") return discovering(files, fill);
  return name === "grafana" ? withClusterDashboard(files, fill) : files;
};
