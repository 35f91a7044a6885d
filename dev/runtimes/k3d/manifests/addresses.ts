import { createHash } from "node:crypto";
import type { Endpoint, Service } from "../../../model/service.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import type { Manifest } from "./manifest.ts";
import { metadataOf, selectorOf } from "./metadata.ts";
import { kindOf } from "./workload-kind.ts";

/** Where Kubernetes' range of node ports begins. */
const FIRST_NODE_PORT = 30_000;

const keyOf = (service: string, endpoint: string): string => `${service}.${endpoint}`;

/** How many ports Kubernetes' range has. */
const NODE_PORTS = 2_768;

const wishOf = (key: string): number => createHash("sha256").update(key).digest().readUInt32BE() % NODE_PORTS;

/**
 * The node port of every endpoint, by `service.endpoint`. Of the whole stack and not of a selection: which ports a node
 * publishes is decided when it is made, and a service that comes later must find its own among them. By its name, and not by
 * its place: a service that joins or leaves the stack must not move the others.
 */
export const nodePortsOf = (services: readonly Service[]): ReadonlyMap<string, number> => {
  const keys = services.flatMap((service) => (service.kind === "container" ? Object.keys(service.endpoints).map((endpoint) => keyOf(service.name, endpoint)) : []));
  const taken = new Set<number>();
  const free = (wish: number): number => (taken.has(wish) ? free((wish + 1) % NODE_PORTS) : wish);
  return new Map(
    keys.toSorted().map((key) => {
      const port = free(wishOf(key));
      taken.add(port);
      return [key, FIRST_NODE_PORT + port];
    }),
  );
};

/** Of a pod itself, where no port stands for another. */
const portOfPod = (name: string, { containerPort, neighbourPort = containerPort }: Endpoint) => ({ name, port: neighbourPort, targetPort: neighbourPort, protocol: "TCP" });

/** For neighbours: the endpoint's own number, and where it serves them at another one, that too. */
const portsFor = (name: string, { containerPort, neighbourPort = containerPort }: Endpoint) => [
  { name, port: containerPort, targetPort: neighbourPort, protocol: "TCP" },
  ...(neighbourPort === containerPort ? [] : [{ name: `${name}-internal`, port: neighbourPort, targetPort: neighbourPort, protocol: "TCP" }]),
];

/**
 * The addresses of a service: its name for neighbours, one for its pod itself where that has a name, and one that the
 * node publishes. All lead to pods that are not ready, too: there is one pod and no other to turn to, and who may call whom
 * is decided by our own probes, which would have to wait for the kubelet's.
 */
export const renderAddresses = ({ name, service }: DesiredContainer, { instance, nodePorts }: ClusterFacts): readonly Manifest[] => {
  const endpoints = Object.entries(service.endpoints);
  if (endpoints.length === 0) return [];
  const address = (called: string, spec: object): Manifest => ({
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(name, instance, called),
    spec: { ...spec, selector: selectorOf(name), publishNotReadyAddresses: true },
  });
  const nodePortOf = (endpoint: string): number => {
    const nodePort = nodePorts.get(keyOf(name, endpoint));
    if (nodePort === undefined) throw new Error(`the cluster has no node port for ${keyOf(name, endpoint)}`);
    return nodePort;
  };
  const published = endpoints.map(([endpoint, { containerPort }]) => ({ name: endpoint, port: containerPort, targetPort: containerPort, nodePort: nodePortOf(endpoint), protocol: "TCP" }));
  return [
    address(name, { type: "ClusterIP", ports: endpoints.flatMap(([endpoint, declared]) => portsFor(endpoint, declared)) }),
    ...(kindOf(service) === "StatefulSet" ? [address(headlessNameOf(name), { clusterIP: "None", ports: endpoints.map(([endpoint, declared]) => portOfPod(endpoint, declared)) })] : []),
    // Local: keeps the address that the caller has, which is what the policy asks about.
    address(`${name}-host`, { type: "NodePort", externalTrafficPolicy: "Local", ports: published }),
  ];
};

export const headlessNameOf = (service: string): string => `${service}-headless`;
