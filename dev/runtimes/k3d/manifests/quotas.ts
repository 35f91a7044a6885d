import type { Service } from "../../../model/service.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { JWT_INIT_NEEDS } from "./jwt-keys.ts";
import type { Manifest } from "./manifest.ts";
import { instanceLabels } from "./metadata.ts";
import { namespaceOf, NAMESPACES, type Namespace } from "./namespaces.ts";
import { needsOf, quantities, type Amount, type Needs } from "./resources.ts";

interface Share extends Needs {
  readonly pods: number;
  readonly storageGiB: number;
}

const share = (requestedCpu: number, limitCpu: number, requestedMiB: number, limitMiB: number, pods: number, storageGiB: number): Share => ({
  requests: { milliCpu: requestedCpu, memoryMiB: requestedMiB },
  limits: { milliCpu: limitCpu, memoryMiB: limitMiB },
  pods,
  storageGiB,
});

/** Production's quota, 8/12 processors, 16/24 Gi, 50 pods and 50 Gi, as its namespaces share it here. */
const SHARES: Readonly<Record<Namespace, Share>> = {
  "neotool-app": share(650, 700, 1920, 3072, 10, 1),
  "neotool-web": share(300, 250, 1024, 1536, 4, 1),
  "neotool-data": share(1750, 2500, 4096, 6144, 6, 12),
  "neotool-messaging": share(1500, 2000, 2560, 4096, 4, 10),
  "neotool-storage": share(750, 1400, 1408, 2048, 4, 10),
  "neotool-security": share(750, 1100, 768, 1024, 4, 1),
  "neotool-workflows": share(300, 250, 1024, 1536, 4, 1),
  "neotool-observability": share(2000, 3800, 3584, 5120, 14, 14),
};

const sum = (amounts: readonly Amount[]): Amount => ({
  milliCpu: amounts.reduce((total, { milliCpu }) => total + milliCpu, 0),
  memoryMiB: amounts.reduce((total, { memoryMiB }) => total + memoryMiB, 0),
});

const REQUESTED_IN_ALL = sum(Object.values(SHARES).map(({ requests }) => requests));

type Capacity = ClusterFacts["capacity"];

/**
 * A machine may be smaller than production: nothing is promised that it has not. But what the stack itself may use always
 * fits: a quota that is too small shows as a pod that never appears, with nothing to say why.
 */
const scaled = (amount: Amount, needed: Amount, { cpus, memoryMiB }: Capacity): Amount => ({
  milliCpu: Math.max(needed.milliCpu, amount.milliCpu * Math.min(1, (cpus * 1000) / REQUESTED_IN_ALL.milliCpu)),
  memoryMiB: Math.max(needed.memoryMiB, amount.memoryMiB * Math.min(1, memoryMiB / REQUESTED_IN_ALL.memoryMiB)),
});

/** The pods that a service means: its own, or that of the Job which does a one-shot in the cluster. */
const podsOf = (service: Service, capacity: Capacity): readonly { readonly namespace: Namespace; readonly needs: Needs }[] => {
  if (service.kind === "container") return [{ namespace: namespaceOf(service.name), needs: needsOf(service, capacity) }];
  if (service.kind === "process") return [];
  if (service.action.kind !== "vault-jwt-keys" || service.target === undefined) return [];
  return [{ namespace: namespaceOf(service.target), needs: JWT_INIT_NEEDS }];
};

/** What each namespace may use. @param services For which there must be room. */
const quotaOf = (namespace: Namespace, services: readonly Service[], capacity: Capacity): Readonly<Record<string, string>> => {
  const { requests, limits, pods, storageGiB } = SHARES[namespace];
  const own = services.flatMap((service) => podsOf(service, capacity)).flatMap((pod) => (pod.namespace === namespace ? [pod.needs] : []));
  const needs = own.length > 0 ? own : [DEFAULT_NEEDS];
  const requested = quantities(scaled(requests, sum(needs.map((need) => need.requests)), capacity));
  const most = quantities(scaled(limits, sum(needs.map((need) => need.limits)), capacity));
  return {
    "requests.cpu": requested.cpu,
    "requests.memory": requested.memory,
    "limits.cpu": most.cpu,
    "limits.memory": most.memory,
    "requests.storage": `${storageGiB}Gi`,
    pods: String(pods),
  };
};

/** For a pod that says nothing of its use. Without it, the quota refuses such a pod. */
const DEFAULT_LIMIT: Amount = { milliCpu: 250, memoryMiB: 256 };
const DEFAULT_REQUEST: Amount = { milliCpu: 25, memoryMiB: 64 };
/** However small the machine: a namespace for others' pods takes one. */
const DEFAULT_NEEDS: Needs = { requests: DEFAULT_REQUEST, limits: DEFAULT_LIMIT };

/** Quota and limit range of every namespace. */
export const renderQuotas = ({ instance, capacity }: ClusterFacts, services: readonly Service[]): readonly Manifest[] =>
  NAMESPACES.flatMap((namespace): readonly Manifest[] => {
    const metadata = { name: "neotool", namespace, labels: instanceLabels(instance) };
    return [
      { apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard: quotaOf(namespace, services, capacity) } },
      { apiVersion: "v1", kind: "LimitRange", metadata, spec: { limits: [{ type: "Container", default: quantities(DEFAULT_LIMIT), defaultRequest: quantities(DEFAULT_REQUEST) }] } },
    ];
  });
