import type { Known } from "../facts/known.ts";
import type { Workload } from "../facts/workload.ts";
import type { ProductionObject } from "../load/production.ts";
import { listAt, placedAt, recordAt, textAt, valueAt } from "./read.ts";

/** Whether one workload may open a connection to a port of another; a refusal says which policy keeps it out. */
export interface Reachability {
  refusal(from: Workload, to: Workload, port: number): Known | undefined;
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Whether a label selector means something with these labels. An empty one means everything. */
export const selects = (selector: unknown, labels: Readonly<Record<string, string>>): boolean => {
  const expressions = listAt(selector, ["matchExpressions"]).map((one): Expression => ({ key: textAt(one, ["key"]) ?? "", operator: textAt(one, ["operator"]) ?? "", values: listAt(one, ["values"]).map(String) }));
  const holds = ({ key, operator, values }: Expression): boolean => {
    const label = labels[key];
    if (operator === "In") return label !== undefined && values.includes(label);
    if (operator === "NotIn") return label === undefined || !values.includes(label);
    return operator === "Exists" ? label !== undefined : label === undefined;
  };
  return Object.entries(recordAt(selector, ["matchLabels"])).every(([key, value]) => labels[key] === String(value)) && expressions.every(holds);
};

const namespaceOf = ({ namespace }: Workload): string => namespace?.value ?? "default";

const allowsPort = (rule: unknown, port: number): boolean => {
  const ports = listAt(rule, ["ports"]);
  return ports.length === 0 || ports.some((one) => {
    const text = textAt(one, ["port"]);
    const last = textAt(one, ["endPort"]);
    // A named port cannot be told apart here: it counts as the one that is meant.
    return text === undefined || !/^\d+$/.test(text) || (last === undefined ? Number(text) === port : Number(text) <= port && port <= Number(last));
  });
};

/** Pure. NetworkPolicies as Kubernetes applies them: no policy, everything; else what one of them allows. */
export const reachability = (objects: readonly ProductionObject[]): Reachability => {
  const policies = objects.filter(({ kind, apiVersion }) => kind === "NetworkPolicy" && apiVersion.startsWith("networking.k8s.io/"));
  const labelsOf = (namespace: string): Readonly<Record<string, string>> => ({
    "kubernetes.io/metadata.name": namespace,
    ...Object.fromEntries(Object.entries(recordAt(objects.find(({ kind, name }) => kind === "Namespace" && name === namespace)?.value, ["metadata", "labels"])).map(([key, value]) => [key, String(value)])),
  });
  const isPeer = (peer: unknown, policy: ProductionObject, other: Workload): boolean => {
    if (valueAt(peer, ["ipBlock"]) !== undefined) return /^(0\.0\.0\.0|::)\/0$/.test(textAt(peer, ["ipBlock", "cidr"]) ?? "");
    const [pods, namespaces] = [valueAt(peer, ["podSelector"]), valueAt(peer, ["namespaceSelector"])];
    const isThere = namespaces === undefined ? (policy.namespace ?? "default") === namespaceOf(other) : selects(namespaces, labelsOf(namespaceOf(other)));
    return isThere && (pods === undefined || selects(pods, other.labels));
  };
  const types = (policy: ProductionObject): readonly string[] => {
    const said = listAt(policy.value, ["spec", "policyTypes"]).map(String);
    return said.length > 0 ? said : ["Ingress", ...(valueAt(policy.value, ["spec", "egress"]) === undefined ? [] : ["Egress"])];
  };
  const refusedBy = (direction: "Ingress" | "Egress", about: Workload, other: Workload, port: number): ProductionObject | undefined => {
    const over = policies.filter((policy) => types(policy).includes(direction) && (policy.namespace ?? "default") === namespaceOf(about) && selects(valueAt(policy.value, ["spec", "podSelector"]), about.labels));
    const [key, peers] = direction === "Ingress" ? (["ingress", "from"] as const) : (["egress", "to"] as const);
    const isAllowed = over.some((policy) =>
      listAt(policy.value, ["spec", key]).some((rule) => {
        const list = listAt(rule, [peers]);
        return allowsPort(rule, port) && (list.length === 0 || list.some((peer) => isPeer(peer, policy, other)));
      }),
    );
    if (over.length === 0 || isAllowed) return undefined;
    // The one that says something of this pod, rather than of all.
    return over.find((policy) => Object.keys(recordAt(policy.value, ["spec", "podSelector"])).length > 0) ?? over[0];
  };
  return {
    refusal: (from, to, port) => {
      const inbound = refusedBy("Ingress", to, from, port);
      const outbound = inbound ? undefined : refusedBy("Egress", from, to, port);
      const policy = inbound ?? outbound;
      return policy && placedAt(`NetworkPolicy ${policy.name} lets it not ${inbound ? "in" : "out"}`, policy, ["metadata", "name"]);
    },
  };
};
