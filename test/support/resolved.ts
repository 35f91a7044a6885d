import type { Service } from "../../dev/model/service.ts";
import type { DesiredContainer } from "../../dev/planner/desired.ts";
import { resolve, type ResolveContext } from "../../dev/planner/resolve.ts";
import { source } from "../../dev/wiring/desired-state.ts";

/** A service of a stack, filled in for an instance that has the ports that it likes. */
export const desiredIn = (services: readonly Service[], name: string, over: Partial<ResolveContext> = {}): DesiredContainer => {
  const containers = services.filter((service) => service.kind === "container");
  const desired = resolve(services, {
    ports: new Map(containers.flatMap((service) => Object.entries(service.endpoints).map(([endpoint, { preferredHostPort }]) => [`${service.name}.${endpoint}`, preferredHostPort]))),
    addressOf: (service) => service,
    credential: (secret) => `secret of ${secret}`,
    fingerprint: (secret) => `print of ${secret}`,
    clusterId: "cluster",
    instanceId: "shop-3fa9c1",
    source,
    ...over,
  }).get(name);
  if (desired?.kind !== "container") throw new Error(`no service ${name}`);
  return desired;
};
