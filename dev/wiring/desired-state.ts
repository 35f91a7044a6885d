import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DevError } from "../errors/dev-error.ts";
import type { InstanceDirectory } from "../instance/directory.ts";
import type { InstanceState } from "../instance/state.ts";
import { clusterIdOf, type Instance } from "../model/instance.ts";
import type { Service } from "../model/service.ts";
import { refsIn } from "../model/text.ts";
import { textsIn } from "../model/validate.ts";
import { packageRoot } from "../platform/package-root.ts";
import type { PortWish } from "../planner/choose-ports.ts";
import type { Desired } from "../planner/desired.ts";
import type { Observed } from "../planner/observed.ts";
import { resolve, type ResolveContext } from "../planner/resolve.ts";
import { adaptedToCluster } from "../runtimes/k3d/adapt/adapt.ts";
import { clusterAddressOf } from "../runtimes/k3d/manifests/namespaces.ts";
import type { Credentials } from "../secrets/credentials.ts";
import type { Project } from "./project.ts";

/** Names of the secrets that these services ask for. */
export const credentialNames = (services: readonly Service[]): readonly string[] => [
  ...new Set(services.flatMap(textsIn).flatMap(refsIn).flatMap((ref) => (ref.ref === "credential" ? [ref.name] : []))),
];

/** Every endpoint's wish, from the definition, the flags, the engine and the memory of last time. */
export const portWishes = (services: readonly Service[], asked: ReadonlyMap<string, number>, observed: Observed, { ports }: InstanceState): readonly PortWish[] =>
  services.flatMap((service) => {
    if (service.kind === "task") return [];
    const container = observed.containers.get(service.name);
    // The node has the ports of pods, whether these run or not; applications have theirs themselves.
    const isPublished = service.kind === "container" && observed.cluster?.state === "running";
    return Object.entries(service.endpoints).map(([endpoint, { containerPort, preferredHostPort }]) => {
      const key = `${service.name}.${endpoint}`;
      const last = ports[key];
      return {
        key,
        preferred: preferredHostPort,
        // Its own files name the port as often as not: it does not move.
        asked: asked.get(key) ?? (service.kind === "process" ? preferredHostPort : undefined),
        bound: isPublished ? observed.cluster?.ports.get(key) : container?.state === "running" ? container.ports[containerPort] : undefined,
        remembered: rememberedPort(last, preferredHostPort, container?.ports[containerPort]),
        isProgram: service.kind === "process",
      };
    });
  });

/**
 * A port that was chosen for another wish is no answer to this one. Where the memory is lost, the container that was made
 * with a port remembers it: choosing anew would make it anew, too.
 */
const rememberedPort = (last: InstanceState["ports"][string] | undefined, preferred: number, made: number | undefined): number | undefined =>
  last === undefined ? made : last.wanted === preferred ? last.bound : undefined;

/** Text of a file below `compose/`. */
export const source = (path: string): string => readFileSync(join(packageRoot, "compose", path), "utf8");

/** What the gateway of an instance serves; a file of that name is left by composition. */
export const supergraphPath = ({ graph }: InstanceDirectory): string => join(graph, "supergraph.graphql");

/** `undefined`: nothing was composed yet. */
const kept = (directory: InstanceDirectory): string | undefined => {
  const path = supergraphPath(directory);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
};

/** What definitions become where services are pods. @param services All of the stack. */
export const forCluster = (instance: Instance, services: readonly Service[]): Pick<ResolveContext, "addressOf" | "adapt"> => ({
  addressOf: clusterAddressOf,
  adapt: adaptedToCluster({ instance, services, read: (path) => readFileSync(join(packageRoot, "k3d", path), "utf8") }),
});

/** Where containers of one network find each other. */
const byItsName = (service: string): string => service;

/** Definitions with everything filled in, for where they were observed. Holds secrets. */
export const desiredState = (
  project: Project,
  services: readonly Service[],
  { cluster }: Pick<Observed, "cluster">,
  ports: ReadonlyMap<string, number>,
  credentials: Credentials,
): Desired =>
  resolve(services, {
    ports,
    ...(cluster ? forCluster(project.instance, project.stack.services) : { addressOf: byItsName }),
    credential: (name) => {
      const value = credentials.values.get(name);
      if (value === undefined) throw new DevError("SERVICE_NOT_RUNNING", `${project.instance.id} was brought up by an older definition: it has no credential ${name}`, { hint: "neotool dev up" });
      return value;
    },
    fingerprint: credentials.fingerprint,
    clusterId: clusterIdOf(project.instance),
    instanceId: project.instance.id,
    source,
    kept: () => kept(project.directory),
  });
