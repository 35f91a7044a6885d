import type { Manifest } from "./manifests/manifest.ts";

/** How the API calls the objects of a kind, and whether they live in a namespace. */
const PLURALS: Readonly<Record<string, { readonly plural: string; readonly namespaced: boolean }>> = {
  Namespace: { plural: "namespaces", namespaced: false },
  PersistentVolume: { plural: "persistentvolumes", namespaced: false },
  ClusterRole: { plural: "clusterroles", namespaced: false },
  ClusterRoleBinding: { plural: "clusterrolebindings", namespaced: false },
  PersistentVolumeClaim: { plural: "persistentvolumeclaims", namespaced: true },
  ServiceAccount: { plural: "serviceaccounts", namespaced: true },
  Role: { plural: "roles", namespaced: true },
  RoleBinding: { plural: "rolebindings", namespaced: true },
  ResourceQuota: { plural: "resourcequotas", namespaced: true },
  LimitRange: { plural: "limitranges", namespaced: true },
  NetworkPolicy: { plural: "networkpolicies", namespaced: true },
  ConfigMap: { plural: "configmaps", namespaced: true },
  Secret: { plural: "secrets", namespaced: true },
  Service: { plural: "services", namespaced: true },
  StatefulSet: { plural: "statefulsets", namespaced: true },
  Deployment: { plural: "deployments", namespaced: true },
  DaemonSet: { plural: "daemonsets", namespaced: true },
  Job: { plural: "jobs", namespaced: true },
};

const plainOf = (kind: string) => {
  const known = PLURALS[kind];
  if (!known) throw new Error(`${kind} is no kind that is rendered here`);
  return known;
};

const rootOf = (apiVersion: string): string => (apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

/** Path of all objects of a kind, in a namespace where they live in one. */
export const listPath = (apiVersion: string, kind: string, namespace?: string): string => {
  const { plural, namespaced } = plainOf(kind);
  return `${rootOf(apiVersion)}${namespaced && namespace !== undefined ? `/namespaces/${namespace}` : ""}/${plural}`;
};

export const objectPath = ({ apiVersion, kind, metadata }: Pick<Manifest, "apiVersion" | "kind" | "metadata">): string => `${listPath(apiVersion, kind, metadata.namespace)}/${metadata.name}`;

/** What runs pods, here. */
export const WORKLOADS = ["StatefulSet", "Deployment", "DaemonSet"] as const;

export type WorkloadKind = (typeof WORKLOADS)[number];

export const isWorkload = ({ kind }: Pick<Manifest, "kind">): boolean => WORKLOADS.some((workload) => workload === kind);
