import type { Desired, DesiredContainer } from "./desired.ts";
import type { Observed, ObservedCluster } from "./observed.ts";
import type { PlanBuilder } from "./operation.ts";
import { programsOf } from "./programs-of.ts";

/** What services stand on: a network of the engine, or a cluster. */
export interface Ground {
  /** The node that makes it; `undefined`: it is there. */
  readonly node: number | undefined;
  /** What there is when it is made. */
  readonly observed: Observed;
}

/** @param isNeeded Whether a container is to be made. */
export const planNetwork = (plan: PlanBuilder, observed: Observed, isNeeded: boolean): Ground => ({
  node: isNeeded && !observed.network ? plan.add({ kind: "create-network" }, "not found") : undefined,
  observed,
});

/** A cluster gets its ports and volumes when it is made, and never another one: where it lacks one, it is made anew. */
export const planCluster = (plan: PlanBuilder, observed: Observed, cluster: ObservedCluster, desired: Desired, volumeName: (volume: string) => string): Ground => {
  const containers = [...desired.values()].filter((service) => service.kind === "container");
  const volumes = containers.flatMap(({ service }) => (service.volumes ?? []).map(({ name }) => volumeName(name)));
  const cause = whyAnew(cluster, containers, volumes);
  if (cause === undefined) return { node: undefined, observed };
  const network = observed.network ? undefined : plan.add({ kind: "create-network" }, "not found");
  const made = volumes.filter((volume) => !observed.volumes.has(volume)).map((volume) => plan.add({ kind: "create-volume", volume }, "not found"));
  const node = plan.add({ kind: "create-cluster" }, cause, network, ...made);
  return { node, observed: { ...observed, network: true, containers: programsOf(observed), volumes: new Set([...observed.volumes, ...volumes]) } };
};

const whyAnew = ({ state, ports, mounted }: ObservedCluster, containers: readonly DesiredContainer[], volumes: readonly string[]): string | undefined => {
  if (state === "missing") return "no cluster";
  if (state === "broken") return "its node runs, but the cluster does not answer; the data stay";
  for (const { name, ports: wanted } of containers) {
    for (const [endpoint, port] of Object.entries(wanted)) {
      if (ports.get(`${name}.${endpoint}`) !== port) return `port ${port} of ${name} was not published when it was made; the data stay`;
    }
  }
  const lacking = volumes.find((volume) => !mounted.has(volume));
  return lacking === undefined ? undefined : `it was made without the volume ${lacking}; the data stay`;
};
