import type { DesiredContainer } from "../../../planner/desired.ts";
import { renderAccess } from "./access.ts";
import { renderAddresses } from "./addresses.ts";
import type { ClusterFacts } from "./cluster-facts.ts";
import { renderFiles, secretNameOf } from "./files.ts";
import { renderJwtInit } from "./jwt-init.ts";
import type { Manifest } from "./manifest.ts";
import { metadataOf } from "./metadata.ts";
import { renderPolicy } from "./network-policies.ts";
import { renderVolumes } from "./volumes.ts";
import { renderWorkload } from "./workload.ts";

export { nodePortsOf } from "./addresses.ts";

/**
 * One service as Kubernetes objects, each after what it names, its workload last. Pure. Holds secrets: in Secrets and
 * nowhere else.
 *
 * Its files are those that `adapt/` has made the cluster's before a hash was made of them.
 *
 * @throws {DevError} `STACK_INVALID` for a file that no object can hold
 */
export const renderService = (desired: DesiredContainer, image: { readonly reference: string; readonly id: string }, facts: ClusterFacts): readonly Manifest[] => {
  const { instance } = facts;
  const files = renderFiles(desired, instance);
  const volumes = renderVolumes(desired, instance);
  const jwtInit = renderJwtInit(desired, instance);
  const secretData = { ...Object.fromEntries(desired.secrets.env.map((key) => [key, desired.service.env?.[key] ?? ""])), ...files.secretData };
  return [
    ...renderAccess(desired, instance),
    ...files.manifests,
    ...renderSecret(desired.name, secretData, facts),
    ...volumes.manifests,
    ...jwtInit.manifests,
    ...renderPolicy(desired, facts),
    ...renderAddresses(desired, facts),
    renderWorkload(desired, image, facts, [files, volumes, jwtInit]),
  ];
};

const renderSecret = (service: string, stringData: Readonly<Record<string, string>>, { instance }: ClusterFacts): readonly Manifest[] =>
  Object.keys(stringData).length === 0
    ? []
    : [{ apiVersion: "v1", kind: "Secret", metadata: metadataOf(service, instance, secretNameOf(service)), type: "Opaque", immutable: false, stringData }];
