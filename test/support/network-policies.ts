import { BlockList } from "node:net";
import type { Manifest } from "../../dev/runtimes/k3d/manifests/manifest.ts";
import { only, workloadIn } from "./cluster.ts";

/** What a policy knows of a pod. */
export interface Pod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
}

interface Peer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}

/** The pod of a service's objects, or one that is made up. */
export const podOf = (all: readonly Manifest[], rendered: readonly Manifest[], made?: Pick<Pod, "namespace" | "labels">): Pod => {
  const { namespace, labels } = made ?? { namespace: String(rendered[0]?.metadata.namespace), labels: workloadIn(rendered).spec.template.metadata.labels };
  const known = all.find(({ kind, metadata }) => kind === "Namespace" && metadata.name === namespace);
  // The API server gives every namespace this label.
  return { namespace, labels, namespaceLabels: { ...known?.metadata.labels, "kubernetes.io/metadata.name": namespace } };
};

const matches = ({ matchLabels = {} }: Selector, labels: Readonly<Record<string, string>>): boolean => Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

const isIn = (address: string, cidr: string): boolean => {
  const [network = "", bits = ""] = cidr.split("/");
  const list = new BlockList();
  list.addSubnet(network, Number(bits));
  return list.check(address);
};

/** As Kubernetes reads it: both selectors together; without one for namespaces, the policy's own. */
const admits = ({ namespaceSelector, podSelector, ipBlock }: Peer, from: Pod | string, policyNamespace: string | undefined): boolean => {
  if (typeof from === "string") return ipBlock !== undefined && isIn(from, ipBlock.cidr);
  if (ipBlock) return false;
  const namespaceFits = namespaceSelector ? matches(namespaceSelector, from.namespaceLabels) : from.namespace === policyNamespace;
  return namespaceFits && matches(podSelector ?? {}, from.labels);
};

/** Whether a connection gets through: from a pod, or from an address outside the cluster. */
export const connects = (all: readonly Manifest[], from: Pod | string, to: Pod | undefined, port: number): boolean => {
  const policies = all.filter(({ kind, metadata }) => kind === "NetworkPolicy" && metadata.namespace === to?.namespace);
  const chosen = policies.filter((policy) => matches(only([policy], "NetworkPolicy").spec.podSelector, to?.labels ?? {}));
  if (chosen.length === 0) return true;
  return chosen.some((policy) =>
    (only([policy], "NetworkPolicy").spec.ingress ?? []).some(
      ({ from: peers, ports }: { from: readonly Peer[]; ports: readonly { readonly port: number }[] }) =>
        ports.some((open) => open.port === port) && peers.some((peer) => admits(peer, from, policy.metadata.namespace)),
    ),
  );
};
