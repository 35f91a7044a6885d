import { networkName, volumeName, type Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import { instanceLabels } from "../container/create-options.ts";
import { clusterName, IMAGES_ON_NODE, NODE_IMAGES, nodePathOf } from "./names.ts";

/** What a cluster is made with, and keeps for its life. */
export interface ClusterWish {
  readonly image: string;
  /** Of Kubernetes' API, on 127.0.0.1. */
  readonly apiPort: number;
  /** Host port by node port. */
  readonly published: ReadonlyMap<number, number>;
  /** Names of volumes in the stack. */
  readonly volumes: readonly string[];
}

const LOOPBACK = "127.0.0.1";
const SERVER = "server:0";

/** Of k3s, what nobody here needs: each costs a pod and its memory. */
const SWITCHED_OFF = ["traefik", "servicelb", "metrics-server"];

/** Free space of the engine's disk below which the kubelet ends pods. */
export const EVICTION_PERCENT = 1;

/** A laptop's disk is nearly full all year: the kubelet's own limits (10 and 15 %) would evict everything. */
const ON_A_FULL_DISK = [
  `--kubelet-arg=eviction-hard=imagefs.available<${EVICTION_PERCENT}%,nodefs.available<${EVICTION_PERCENT}%`,
  `--kubelet-arg=eviction-minimum-reclaim=imagefs.available=${EVICTION_PERCENT}%,nodefs.available=${EVICTION_PERCENT}%`,
  "--kubelet-arg=image-gc-high-threshold=100",
];

/**
 * A cluster as k3d's own configuration file says it. Pure. One server and no load balancer: ports go straight to the node.
 *
 * @see https://k3d.io/stable/usage/configfile/
 */
export const clusterConfig = (instance: Instance, { image, apiPort, published, volumes }: ClusterWish) => {
  const labels = { ...instanceLabels(instance), [LABEL.cluster]: clusterName(instance) };
  const onServer = [SERVER];
  return {
    apiVersion: "k3d.io/v1alpha5",
    kind: "Simple",
    metadata: { name: clusterName(instance) },
    servers: 1,
    agents: 0,
    image,
    network: networkName(instance),
    kubeAPI: { hostIP: LOOPBACK, hostPort: String(apiPort) },
    // Not "direct", k3d would send them to a load balancer that is not there.
    ports: [...published].map(([nodePort, hostPort]) => ({ port: `${LOOPBACK}:${hostPort}:${nodePort}`, nodeFilters: [`${SERVER}:direct`] })),
    volumes: [
      ...volumes.map((volume) => ({ volume: `${volumeName(instance, volume)}:${nodePathOf(volume)}`, nodeFilters: onServer })),
      { volume: `${volumeName(instance, NODE_IMAGES)}:${IMAGES_ON_NODE}`, nodeFilters: onServer },
    ],
    options: {
      // With its volume for images, which nobody uses: without it k3d looks for a cluster that is only to be made.
      k3d: { wait: true, timeout: "180s", disableLoadbalancer: true },
      k3s: { extraArgs: [...SWITCHED_OFF.map((part) => `--disable=${part}`), ...ON_A_FULL_DISK].map((arg) => ({ arg, nodeFilters: onServer })) },
      // The user's own kubeconfig and context stay as they are.
      kubeconfig: { updateDefaultKubeconfig: false, switchCurrentContext: false },
      runtime: { labels: Object.entries(labels).map(([key, value]) => ({ label: `${key}=${value}`, nodeFilters: onServer })) },
    },
  };
};
