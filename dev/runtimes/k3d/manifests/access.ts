import type { Instance } from "../../../model/instance.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import type { Manifest } from "./manifest.ts";
import { metadataOf } from "./metadata.ts";

/** Who asks the API server which pods there are: Prometheus, to find what to scrape. Readers of logs look into the node's folder of them. */
export const asksTheApi = ({ name }: DesiredContainer["service"]): boolean => name === "prometheus";

const RBAC = "rbac.authorization.k8s.io";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** To know which there are, and to be told of changes. */
const findable = (resource: string): Rule => ({ apiGroups: [""], resources: [resource], verbs: ["list", "watch"] });

/**
 * Prometheus reads the kubelets' pages through the API server. With that comes more than metrics, because Kubernetes has no
 * narrower word for this way: whoever has this token may ask a kubelet whatever can be asked by GET.
 */
const KUBELETS: Rule = { apiGroups: [""], resources: ["nodes/proxy"], verbs: ["get"] };

const RULES: readonly Rule[] = [findable("pods"), findable("nodes"), KUBELETS];

/** An account of its own for each service. It opens nothing but what is said here. */
export const renderAccess = ({ name, service }: DesiredContainer, instance: Instance): readonly Manifest[] => {
  const metadata = metadataOf(name, instance);
  const account: Manifest = { apiVersion: "v1", kind: "ServiceAccount", metadata, automountServiceAccountToken: asksTheApi(service) };
  if (!asksTheApi(service)) return [account];
  const { namespace, labels } = metadata;
  const role = { name: `neotool-${name}`, labels };
  return [
    account,
    { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: role, rules: RULES },
    {
      apiVersion: `${RBAC}/v1`,
      kind: "ClusterRoleBinding",
      metadata: role,
      roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role.name },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  ];
};
