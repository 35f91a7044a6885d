import type { DesiredContainer } from "../../../planner/desired.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import type { Manifest } from "./manifest.ts";
import { instanceLabels, metadataOf, OUR_NAMESPACES, selectorOf } from "./metadata.ts";
import { namespaceOf, NAMESPACES } from "./namespaces.ts";
import { waysTo, type From } from "./reach.ts";

const POLICY = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy" } as const;

/** Nothing reaches a pod unless a policy says so. Answers, and what pods ask of others, are not its business. */
export const renderDefaultDeny = ({ instance }: ClusterFacts): readonly Manifest[] =>
  NAMESPACES.map((namespace) => ({
    ...POLICY,
    metadata: { name: "default-deny-ingress", namespace, labels: instanceLabels(instance) },
    spec: { podSelector: {}, policyTypes: ["Ingress"] },
  }));

const namespace = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });

/** In the words of a NetworkPolicy. */
type Peer = Readonly<Record<string, unknown>>;

interface Opening {
  readonly port: number;
  readonly peers: readonly Peer[];
}

const peer = (from: From): Peer => {
  if ("service" in from) return { ...namespace(namespaceOf(from.service)), podSelector: { matchLabels: selectorOf(from.service) } };
  if ("label" in from) return { namespaceSelector: OUR_NAMESPACES, podSelector: { matchLabels: { [from.label]: "true" } } };
  return namespace(from.namespace);
};

/**
 * Who may connect to a service. Ports are the pod's own: whatever address was called, it has been translated by then. The
 * kubelet's questions come from the node itself, which no policy keeps out.
 */
export const renderPolicy = ({ name, service }: DesiredContainer, { instance, hostCidr }: ClusterFacts): readonly Manifest[] => {
  const ways = waysTo(name).flatMap(({ endpoint, from }): readonly Opening[] => {
    const found = service.endpoints[endpoint];
    return found ? [{ port: found.neighbourPort ?? found.containerPort, peers: from.map(peer) }] : [];
  });
  const published = Object.values(service.endpoints).map(({ containerPort }): Opening => ({ port: containerPort, peers: [{ ipBlock: { cidr: hostCidr } }] }));
  const openings = [...ways, ...published];
  const ports = [...new Set(openings.map(({ port }) => port))];
  const ingress = ports.map((port) => ({
    from: openings.flatMap((opening) => (opening.port === port ? opening.peers : [])),
    ports: [{ port, protocol: "TCP" }],
  }));
  return [{ ...POLICY, metadata: metadataOf(name, instance), spec: { podSelector: { matchLabels: selectorOf(name) }, policyTypes: ["Ingress"], ingress } }];
};
