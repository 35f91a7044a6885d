import { stopGraceOf } from "../../../model/stop-grace.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import { asksTheApi } from "./access.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { containerOf } from "./container.ts";
import { domainOf } from "./namespaces.ts";
import type { PodParts } from "./pod-parts.ts";
import { namespacesReachedBy } from "./reach.ts";

/** Where the kubelet keeps the log files of all pods. */
const POD_LOGS = "/var/log/pods";

type Parts = Pick<PodParts, "volumes" | "mounts">;

const NOTHING: Parts = { volumes: [], mounts: [] };

const sharedMemory = ({ limits: { shmMiB } }: DesiredContainer["service"]): Parts =>
  shmMiB === undefined ? NOTHING : { volumes: [{ name: "shm", emptyDir: { medium: "Memory", sizeLimit: `${shmMiB}Mi` } }], mounts: [{ name: "shm", mountPath: "/dev/shm" }] };

const logs = ({ readsLogs }: DesiredContainer["service"]): Parts =>
  readsLogs === undefined
    ? NOTHING
    : { volumes: [{ name: "logs", hostPath: { path: POD_LOGS, type: "Directory" } }], mounts: [{ name: "logs", mountPath: readsLogs.directory, readOnly: true }] };

/**
 * Mounted files are root's. A group of the pod's own makes the kubelet give them to it, readable, so that a program that
 * is not root can read what its owner alone could. Folders of the node, where data are, stay as they are.
 */
const groupOf = ({ files, healthCheck }: DesiredContainer["service"]): number | undefined =>
  [...files, ...(healthCheck?.files ?? [])].map(({ owner }) => owner).find(({ uid }) => uid !== 0)?.gid;

/**
 * Definitions call neighbours by their plain names, which a pod looks up in its own namespace: so it searches those of its
 * neighbours too. Not all: the C library of Alpine leaves out the whole list when the line is longer than 255 bytes.
 */
const searchesOf = (service: string) => {
  const searches = namespacesReachedBy(service).map(domainOf);
  return searches.length === 0 ? {} : { dnsConfig: { searches } };
};

/** What a service's pod is made of. @param own What its files and volumes add */
export const podSpecOf = (desired: DesiredContainer, image: { readonly reference: string }, facts: ClusterFacts, own: readonly Parts[]) => {
  const { name, service } = desired;
  const parts = [...own, logs(service), sharedMemory(service)];
  const group = groupOf(service);
  const volumes = parts.flatMap((part) => part.volumes);
  return {
    serviceAccountName: name,
    automountServiceAccountToken: asksTheApi(service),
    // Else the addresses of all services become variables, and the images of Kafka and Vault take KAFKA_… and VAULT_… for settings.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: stopGraceOf(service),
    ...(group !== undefined && { securityContext: { fsGroup: group } }),
    ...(service.hostName !== undefined && { hostAliases: [{ ip: facts.hostGateway, hostnames: [service.hostName] }] }),
    ...searchesOf(name),
    containers: [containerOf(desired, image, facts, parts.flatMap((part) => part.mounts))],
    ...(volumes.length > 0 && { volumes }),
  };
};
