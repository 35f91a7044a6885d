import { clusterIdOf, type Instance } from "../model/instance.ts";
import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { unknownName } from "../platform/closest.ts";
import type { DesiredContainer } from "../planner/desired.ts";
import { resolve } from "../planner/resolve.ts";
import { selectServices } from "../planner/select.ts";
import { renderBase } from "../runtimes/k3d/manifests/base.ts";
import type { ClusterFacts } from "../runtimes/k3d/manifests/cluster-facts.ts";
import type { Manifest } from "../runtimes/k3d/manifests/manifest.ts";
import { renderJwtKeys } from "../runtimes/k3d/manifests/jwt-keys.ts";
import { MADE_BY_UP, printable } from "../runtimes/k3d/manifests/printable.ts";
import { nodePortsOf, renderService } from "../runtimes/k3d/manifests/service.ts";
import { forCluster, source } from "./desired-state.ts";

/** One file of an export: what every service needs (`base`), or one service. */
export interface ManifestFile {
  readonly name: string;
  readonly manifests: readonly Manifest[];
}

export interface ManifestSelection {
  /** These alone, without what they need. @default the profile's, and the base */
  readonly only?: readonly string[];
  /** @default the stack's own */
  readonly profile?: string | undefined;
}

/** What is known of a cluster when it is there, as it is on most machines; and a machine as large as production. */
const EXAMPLE = { hostCidr: "172.18.0.0/16", hostGateway: "172.18.0.1", capacity: { cpus: 8, memoryMiB: 16_384 } } as const;

/** Every instance has one of this name; others come by rotation. */
const FIRST_PAIR = { kid: "default", privatePem: "", publicPem: "" } as const;

const isContainer = (service: Service) => service.kind === "container";

/** @throws {DevError} `USAGE` for a name that is none, or a one-shot's: those run in the tool. */
const chosen = (stack: Stack, { only = [], profile }: ManifestSelection): ReadonlySet<string> => {
  const known = stack.services.filter(isContainer).map(({ name }) => name);
  for (const name of only) if (!known.includes(name)) throw unknownName("service", name, known);
  return new Set(only.length > 0 ? only : selectServices(stack, { profile }).map(({ name }) => name));
};

/**
 * The stack as Kubernetes objects, in the order in which they can be applied. Holds no secret: there are none yet.
 *
 * @throws {DevError} `USAGE`, `STACK_INVALID`
 */
export const manifestFiles = (stack: Stack, instance: Instance, selection: ManifestSelection = {}): readonly ManifestFile[] => {
  const services = stack.services.filter(isContainer);
  const facts: ClusterFacts = { ...EXAMPLE, instance, nodePorts: nodePortsOf(services) };
  const desired = resolve(stack.services, {
    ports: new Map(services.flatMap(({ name, endpoints }) => Object.entries(endpoints).map(([endpoint, { preferredHostPort }]) => [`${name}.${endpoint}`, preferredHostPort]))),
    ...forCluster(instance, stack.services),
    credential: () => "",
    fingerprint: (name) => name,
    clusterId: clusterIdOf(instance),
    instanceId: instance.id,
    source,
  });
  const names = chosen(stack, selection);
  const manifestsOf = (one: DesiredContainer): readonly Manifest[] => {
    const image = { reference: one.service.image, id: MADE_BY_UP };
    return [...renderService(one, image, facts), ...renderJwtKeys(one, image, instance, "", [FIRST_PAIR])].map(printable);
  };
  const rendered = [...desired.values()].flatMap((one): readonly ManifestFile[] => (one.kind === "container" && names.has(one.name) ? [{ name: one.name, manifests: manifestsOf(one) }] : []));
  return [...((selection.only ?? []).length > 0 ? [] : [{ name: "base", manifests: renderBase(facts, stack.services) }]), ...rendered];
};
