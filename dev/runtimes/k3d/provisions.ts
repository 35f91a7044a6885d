import type { ProvidedMount, Provision, Provisions } from "../../engine/provision.ts";
import type { Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import type { Api } from "./api.ts";
import { newestFirst, type List, type Pod, type Workload } from "./objects.ts";
import { selector } from "./selector.ts";
import { workloadsOf } from "./workloads.ts";

interface SecurityContext {
  readonly runAsUser?: number;
  readonly readOnlyRootFilesystem?: boolean;
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
}

/** What is read of a pod's own words. */
interface Spec {
  readonly securityContext?: SecurityContext;
  readonly containers: readonly {
    readonly image: string;
    readonly args?: readonly string[];
    readonly env?: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: unknown }[];
    readonly resources?: { readonly limits?: { readonly memory?: string; readonly cpu?: string } };
    readonly securityContext?: SecurityContext;
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string; readonly readOnly?: boolean }[];
  }[];
  readonly volumes?: readonly { readonly name: string; readonly persistentVolumeClaim?: unknown; readonly hostPath?: unknown; readonly emptyDir?: unknown }[];
}

interface SpecifiedPod extends Pod {
  readonly spec: Spec;
  readonly status: Pod["status"] & { readonly containerStatuses?: readonly { readonly restartCount: number; readonly imageID?: string }[] };
}

const mountKind = (volume: NonNullable<Spec["volumes"]>[number] | undefined, isReadOnly: boolean): ProvidedMount["kind"] => {
  if (volume?.persistentVolumeClaim !== undefined) return "data";
  if (volume?.hostPath !== undefined) return isReadOnly ? "config" : "host";
  return volume?.emptyDir === undefined ? "config" : "temporary";
};

/** Pure. `undefined`: the pod has no container. @param workload What runs it */
export const provisionOf = ({ spec, status }: SpecifiedPod, workload: Workload | undefined): Provision | undefined => {
  const [container] = spec.containers;
  if (!container) return undefined;
  const { args, env = [], resources, securityContext: own, volumeMounts = [] } = container;
  const digest = /@(sha256:[0-9a-f]+)$/.exec(status.containerStatuses?.[0]?.imageID ?? "")?.[1];
  const user = own?.runAsUser ?? spec.securityContext?.runAsUser;
  return {
    // A pod keeps the image that it was made with by its name alone: whether that was given to another meanwhile, only the node knows.
    image: { reference: container.image, digests: digest === undefined ? [] : [digest], isOutdated: false },
    command: args,
    env: new Map(env.map(({ name, value, valueFrom }) => [name, valueFrom === undefined ? (value ?? "") : undefined])),
    mounts: volumeMounts.map(({ name, mountPath, readOnly = false }) => ({ path: mountPath, kind: mountKind(spec.volumes?.find((volume) => volume.name === name), readOnly) })),
    memory: resources?.limits?.memory,
    cpu: resources?.limits?.cpu,
    user: user === undefined ? undefined : String(user),
    hasReadOnlyRoot: own?.readOnlyRootFilesystem === true,
    isPrivileged: own?.privileged === true,
    mayGainRights: own?.allowPrivilegeEscalation !== false,
    addedCapabilities: [...(own?.capabilities?.add ?? [])].sort(),
    droppedCapabilities: [...(own?.capabilities?.drop ?? [])].sort(),
    replicas: workload?.spec.replicas ?? 1,
  };
};

/** What the pods of an instance were made with, by their own words in the API. */
export const provisions = async (api: Api, instance: Instance, signal: AbortSignal): Promise<Provisions> => {
  const [{ items }, workloads] = await Promise.all([api.ask<List<SpecifiedPod>>({ method: "GET", path: `/api/v1/pods?${selector(instance)}` }, signal), workloadsOf(api, instance, signal)]);
  const serviceOf = ({ metadata }: Pick<Pod, "metadata">): string => metadata.labels?.[LABEL.service] ?? "";
  const byService = Map.groupBy(items, serviceOf);
  return new Map(
    [...byService].flatMap(([service, pods]) => {
      const [pod] = newestFirst(pods);
      const one = pod && provisionOf(pod, workloads.find((workload) => serviceOf(workload) === service));
      return one ? [[service, one] as const] : [];
    }),
  );
};
