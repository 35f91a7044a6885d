import type { Instance } from "../../../model/instance.ts";
import type { VolumeMount } from "../../../model/service.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import { nodePathOf } from "../names.ts";
import type { Manifest } from "./manifest.ts";
import { metadataOf } from "./metadata.ts";
import type { PodParts } from "./pod-parts.ts";

/** Production's class. Here nothing is provisioned by it: each claim names its volume. */
const STORAGE_CLASS = "local-path";

/** GiB, within production's fifty for all. A folder of a node is not held to it. */
const CAPACITY: Readonly<Record<string, number>> = { "loki-data": 5, "prometheus-data": 5, "grafana-data": 1, "alertmanager-data": 1, "mail-data": 1 };
const OTHERWISE = 10;

/** A folder of the node. Not made when it is missing: data would be written into the node, and be gone with it. */
const hostPath = (volume: string) => ({ path: nodePathOf(volume), type: "Directory" });

const mountOf = ({ name, path }: VolumeMount) => ({ name, mountPath: path });

/**
 * A claim beside its volume, and not a template of claims: so it is bound before there is a pod, which would else be made
 * to wait for it, and so every kind of workload has the same.
 */
const claimed = (volume: VolumeMount, service: string, instance: Instance): readonly Manifest[] => {
  const metadata = metadataOf(service, instance, volume.name);
  const storage = `${CAPACITY[volume.name] ?? OTHERWISE}Gi`;
  const { namespace, ...ofCluster } = metadata;
  return [
    {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: ofCluster,
      spec: {
        capacity: { storage },
        accessModes: ["ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Retain",
        storageClassName: STORAGE_CLASS,
        claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name: volume.name },
        hostPath: hostPath(volume.name),
      },
    },
    {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata,
      spec: { accessModes: ["ReadWriteOnce"], storageClassName: STORAGE_CLASS, volumeName: volume.name, resources: { requests: { storage } } },
    },
  ];
};

/** Where data outlive the pod. Template volumes are left out: a service does without them. */
export const renderVolumes = ({ name, service }: DesiredContainer, instance: Instance): PodParts => {
  const volumes = service.volumes ?? [];
  const mounts = volumes.map(mountOf);
  // A reader of logs is bound to its node, and so are its notes of what it has read.
  if (service.readsLogs) return { manifests: [], volumes: volumes.map((volume) => ({ name: volume.name, hostPath: hostPath(volume.name) })), mounts };
  return {
    manifests: volumes.flatMap((volume) => claimed(volume, name, instance)),
    volumes: volumes.map((volume) => ({ name: volume.name, persistentVolumeClaim: { claimName: volume.name } })),
    mounts,
  };
};

/** A volume as the node must have it before its service starts. */
export interface VolumeFolder {
  readonly volume: string;
  readonly nodePath: string;
  /** Who must own it while it is empty: an engine gives a new volume to whom the image's folder belongs, in a node it is root's. */
  readonly owner: { readonly uid: number; readonly gid: number };
}

const ROOT = { uid: 0, gid: 0 } as const;

/** Who runs the service is who its files are for. */
export const volumeFoldersOf = ({ service: { volumes = [], files } }: DesiredContainer): readonly VolumeFolder[] => {
  const owner = files.map((file) => file.owner).find(({ uid }) => uid !== ROOT.uid) ?? ROOT;
  return volumes.map(({ name }) => ({ volume: name, nodePath: nodePathOf(name), owner }));
};
