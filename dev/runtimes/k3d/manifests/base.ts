import { LABEL } from "../../../model/labels.ts";
import type { Service } from "../../../model/service.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import type { Manifest } from "./manifest.ts";
import { instanceLabels } from "./metadata.ts";
import { NAMESPACES } from "./namespaces.ts";
import { renderDefaultDeny } from "./network-policies.ts";
import { renderQuotas } from "./quotas.ts";

/**
 * What is there before any service: namespaces, and what they allow.
 *
 * @param services The whole stack, for which the quotas must leave room. @default production's quota alone decides
 */
export const renderBase = (facts: ClusterFacts, services: readonly Service[] = []): readonly Manifest[] => [
  ...NAMESPACES.map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels: instanceLabels(facts.instance), annotations: { [LABEL.workingCopy]: facts.instance.workingCopy } },
  })),
  ...renderQuotas(facts, services),
  ...renderDefaultDeny(facts),
];
