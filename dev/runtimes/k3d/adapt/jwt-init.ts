import type { Service } from "../../../model/service.ts";
import type { JwtInit } from "../../../planner/desired.ts";

const SCRIPT = "vault/jwt-init.sh";

/** How a service gets its JWT keys when the cluster starts it again; `undefined` for one that no one-shot writes keys into. */
export const jwtInitOf = (service: string, services: readonly Service[], fill: (path: string) => string): JwtInit | undefined => {
  for (const one of services) {
    if (one.kind !== "task" || one.target !== service || one.action.kind !== "vault-jwt-keys") continue;
    const { endpoint, mount, path } = one.action;
    return { script: fill(SCRIPT), endpoint, mount, path };
  }
  return undefined;
};
