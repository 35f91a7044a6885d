import type { Instance } from "../../../model/instance.ts";
import type { Service } from "../../../model/service.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import { withClusterDashboard } from "./grafana.ts";
import { jwtInitOf } from "./jwt-init.ts";
import { logAgentOf } from "./log-agents.ts";
import { discovering } from "./scrape-config.ts";

type Filled = DesiredContainer["service"];

export interface AdaptContext {
  readonly instance: Instance;
  /** All of the stack: a pod must not depend on which one-shots are asked for. */
  readonly services: readonly Service[];
  /** Text of a file below `k3d/`. */
  read(path: string): string;
}

/**
 * A filled definition as it is where services are pods. Definitions do not know where they run; what they say of lists of
 * addresses and of files of the engine is not so here. Before the hash is made: another text must make the pod anew.
 */
export const adaptedToCluster = ({ instance, services, read }: AdaptContext): ((service: Filled) => Filled) => {
  const fill = (path: string): string => read(path).replaceAll("<instance>", instance.id);
  return (service) => {
    const files = filesOf(service, fill);
    const jwtInit = jwtInitOf(service.name, services, fill);
    return files === service.files && !jwtInit ? service : { ...service, files, ...(jwtInit && { jwtInit }) };
  };
};

const filesOf = ({ name, files, readsLogs }: Filled, fill: (path: string) => string): Filled["files"] => {
  if (readsLogs) return logAgentOf(name, files, fill);
  if (name === "prometheus") return discovering(files, fill);
  return name === "grafana" ? withClusterDashboard(files, fill) : files;
};
