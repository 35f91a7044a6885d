import { LABEL } from "../../../model/labels.ts";
import type { DesiredContainer } from "../../../planner/desired.ts";
import type { WorkloadKind } from "../api-paths.ts";
import { headlessNameOf } from "./addresses.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import type { Manifest } from "./manifest.ts";
import { metadataOf, selectorOf, serviceLabels } from "./metadata.ts";
import { metricsAnnotations } from "./metrics.ts";
import type { PodParts } from "./pod-parts.ts";
import { podSpecOf } from "./pod.ts";
import { accessLabels } from "./reach.ts";
import { kindOf } from "./workload-kind.ts";

interface Image {
  readonly reference: string;
  readonly id: string;
}

/** Nobody shares data: the old pod is gone before the new one is there. */
const SPEC_OF_KIND: Readonly<Record<WorkloadKind, (service: string) => object>> = {
  StatefulSet: (service) => ({ replicas: 1, serviceName: headlessNameOf(service) }),
  Deployment: () => ({ replicas: 1, strategy: { type: "Recreate" } }),
  DaemonSet: () => ({}),
};

/** What runs a service's pod. */
export const renderWorkload = (desired: DesiredContainer, image: Image, facts: ClusterFacts, own: readonly Pick<PodParts, "volumes" | "mounts">[]): Manifest => {
  const { name, service, hash, fields } = desired;
  const kind = kindOf(service);
  // On the pod too: a new hash is a new pod, and whoever looks at pods alone knows what they were made from.
  const annotations = { [LABEL.hash]: hash, [LABEL.fields]: JSON.stringify(fields), [LABEL.imageId]: image.id, [LABEL.imageReference]: image.reference };
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { ...metadataOf(name, facts.instance), annotations },
    spec: {
      ...SPEC_OF_KIND[kind](name),
      selector: { matchLabels: selectorOf(name) },
      template: {
        metadata: { labels: { ...serviceLabels(name, facts.instance), ...accessLabels(name) }, annotations: { ...annotations, ...metricsAnnotations(service) } },
        spec: podSpecOf(desired, image, facts, own),
      },
    },
  };
};
