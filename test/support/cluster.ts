import { clusterIdOf } from "../../dev/model/instance.ts";
import type { DesiredContainer } from "../../dev/planner/desired.ts";
import { resolve } from "../../dev/planner/resolve.ts";
import type { ClusterFacts } from "../../dev/runtimes/k3d/manifests/cluster-facts.ts";
import type { Manifest } from "../../dev/runtimes/k3d/manifests/manifest.ts";
import { nodePortsOf, renderService } from "../../dev/runtimes/k3d/manifests/service.ts";
import { neotoolStack } from "../../dev/stacks/neotool.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../dev/stacks/settings.ts";
import { forCluster, source } from "../../dev/wiring/desired-state.ts";
import { image } from "./builders.ts";

const instance = { id: "shop-3fa9c1", workingCopy: "/src/shop" } as const;

/** In place of every credential, so that it can be looked for. */
export const CANARY = "canary-of-";

/** A cluster on a laptop, and what is rendered for it. */
export const cluster = (settings: Partial<Settings> = {}, over: Partial<ClusterFacts> = {}) => {
  const { services } = neotoolStack({ ...DEFAULT_SETTINGS, ...settings });
  const containers = services.filter((service) => service.kind === "container");
  const facts: ClusterFacts = { instance, nodePorts: nodePortsOf(services), hostCidr: "172.20.0.0/16", hostGateway: "172.20.0.1", capacity: { cpus: 4, memoryMiB: 8192 }, ...over };
  const desired = resolve(services, {
    ports: new Map(containers.flatMap(({ name, endpoints }) => Object.entries(endpoints).map(([endpoint, { preferredHostPort }]) => [`${name}.${endpoint}`, preferredHostPort]))),
    ...forCluster(instance, services),
    credential: (name) => `${CANARY}${name}`,
    fingerprint: (name) => `print of ${name}`,
    clusterId: clusterIdOf(instance),
    instanceId: instance.id,
    source,
  });
  const desiredOf = (name: string): DesiredContainer => {
    const found = desired.get(name);
    if (found?.kind !== "container") throw new Error(`no service ${name}`);
    return found;
  };
  const render = (one: DesiredContainer): readonly Manifest[] => renderService(one, image(one.service.image), facts);
  const names = containers.map(({ name }) => name);
  return { facts, services, names, desiredOf, render, rendered: (name: string) => render(desiredOf(name)), all: () => names.flatMap((name) => render(desiredOf(name))) };
};

/** The one object of a kind, as it is sent: of no type, because tests say what they expect of it. */
export const only = (manifests: readonly Manifest[], kind: string, name?: string) => {
  const found = manifests.filter((manifest) => manifest.kind === kind && (name === undefined || manifest.metadata.name === name));
  if (found.length !== 1) throw new Error(`${found.length} objects of the kind ${kind}`);
  return JSON.parse(JSON.stringify(found[0]));
};

const WORKLOADS = ["StatefulSet", "Deployment", "DaemonSet"];

export const workloadIn = (manifests: readonly Manifest[]) => only(manifests.filter(({ kind }) => WORKLOADS.includes(kind)), manifests.find(({ kind }) => WORKLOADS.includes(kind))?.kind ?? "");
