import type { Instance } from "../../../model/instance.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import type { Manifest } from "./manifest.ts";
import { metadataOf } from "./metadata.ts";

/** Who asks the API server which pods there are: readers of their logs, and Prometheus, to find what to scrape. */
export const asksTheApi = ({ name, readsLogs }: DesiredContainer["service"]): boolean => readsLogs !== undefined || name === "prometheus";

const RBAC = "rbac.authorization.k8s.io";

/** An account of its own for each service. It opens nothing but what is said here. */
export const renderAccess = ({ name, service }: DesiredContainer, instance: Instance): readonly Manifest[] => {
  const metadata = metadataOf(name, instance);
  const account: Manifest = { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: asksTheApi(service) };
  if (!asksTheApi(service)) return [account];
  const { namespace, labels } = metadata;
  const role = { name: `neotool-${name}`, labels };
  return [
    account,
    { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: role, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: role,
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role.name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  ];
};
