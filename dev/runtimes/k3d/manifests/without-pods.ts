import { isWorkload } from "../api-paths.ts";
import { isRecord } from "../../../platform/is-record.ts";
import type { Manifest } from "./manifest.ts";

/** No node has this label. */
export const NOWHERE = { "dev.neotool.stopped": "true" } as const;

/** How a workload is there and has no pod: none wanted, or, where every node gets one, no node chosen. */
const stoppedSpec = (kind: string, spec: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
  if (kind !== "DaemonSet") return { ...spec, replicas: 0 };
  const { template } = spec;
  if (!isRecord(template) || !isRecord(template.spec)) return spec;
  return { ...spec, template: { ...template, spec: { ...template.spec, nodeSelector: NOWHERE } } };
};

/** Objects as they are while their service is created and not started: everything but pods. */
export const withoutPods = (manifests: readonly Manifest[]): readonly Manifest[] =>
  manifests.map((manifest) => (isWorkload(manifest) && isRecord(manifest.spec) ? { ...manifest, spec: stoppedSpec(manifest.kind, manifest.spec) } : manifest));
