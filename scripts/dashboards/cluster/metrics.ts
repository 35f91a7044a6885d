import { OF_INSTANCE as I } from "../parts/sources.ts";

/**
 * What rates are taken over. Not Grafana's own interval, which follows Prometheus' five seconds: the kubelet is asked every
 * fifteen, and looks at the kernel's counters when it likes.
 */
export const RATE = "2m";

/** The node as a whole. */
export const NODE = `${I}, id="/"`;

/** Containers of the chosen namespaces. Pods' own (the one that holds the network) have no name. */
export const CONTAINERS = `${I}, namespace=~"$namespace", container!=""`;

/** Pods of the chosen namespaces. */
export const PODS = `${I}, namespace=~"$namespace", pod!=""`;

/** Disks. What is in memory and shows as a disk is called by where it is mounted. */
export const DISKS = `${NODE}, device!~"tmpfs|shm|/dev|/dev/shm|/run.*|/sys/.*"`;

/** By service: a new container goes on with the colour of the one before. */
export const byService = (expr: string): string => `sum by (namespace, service) (${expr})`;
