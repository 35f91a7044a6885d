import type { WorkloadKind } from "./api-paths.ts";

/** What is read of Kubernetes' objects. */
interface Metadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface Terminated {
  readonly exitCode: number;
  /** `OOMKilled`, `Error`, `Completed`. */
  readonly reason?: string;
  readonly finishedAt?: string;
}

export interface ContainerStatus {
  readonly restartCount: number;
  readonly state?: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: { readonly startedAt: string };
    readonly terminated?: Terminated;
  };
  readonly lastState?: { readonly terminated?: Terminated };
}

export interface Pod {
  readonly metadata: Metadata;
  readonly spec?: { readonly containers: readonly { readonly resources?: { readonly limits?: { readonly memory?: string } } }[] };
  readonly status: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface Workload {
  readonly kind: WorkloadKind;
  readonly metadata: Metadata;
  readonly spec: { readonly replicas?: number; readonly template: { readonly spec: { readonly nodeSelector?: Readonly<Record<string, string>> } } };
}

export interface List<T> {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly T[];
}

/** The one container of a pod of ours; `undefined` until the kubelet has begun with it. */
export const containerOf = ({ status }: Pod): ContainerStatus | undefined => status.containerStatuses?.[0];

/** Newest first; those that are on their way out last. */
export const newestFirst = <P extends Pod>(pods: readonly P[]): readonly P[] =>
  [...pods].sort((a, b) => Number(a.metadata.deletionTimestamp !== undefined) - Number(b.metadata.deletionTimestamp !== undefined) || (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1));
