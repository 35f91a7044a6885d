import type { Instance } from "../../model/instance.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Api } from "./api.ts";
import { namespaceOf } from "./manifests/namespaces.ts";
import { stuckOf } from "./exited.ts";
import { containerOf, type Pod, type Workload } from "./objects.ts";
import { podPath, podsOf } from "./pods.ts";
import { isStopped, started, stopped } from "./replicas.ts";
import { listPath, WORKLOADS } from "./api-paths.ts";
import { selector } from "./selector.ts";
import { workloadsOf } from "./workloads.ts";

const MERGE = "application/merge-patch+json";
const PAUSE_MS = 50;

/** Everything of a service that is made anew with it. Its claims stay, as volumes do. */
const MADE_ANEW = [...WORKLOADS.map((kind) => ["apps/v1", kind] as const), ["v1", "Service"], ["v1", "ConfigMap"], ["v1", "Secret"], ["batch/v1", "Job"]] as const;

const patch = (api: Api, { kind, metadata }: Workload, body: object, signal: AbortSignal) =>
  api.ask({ method: "PATCH", path: `${listPath("apps/v1", kind, metadata.namespace)}/${metadata.name}?fieldManager=neotool`, body, contentType: MERGE }, signal);

const hasEnded = (pod: Pod): boolean => containerOf(pod)?.state?.running === undefined && (containerOf(pod)?.restartCount ?? 0) > 0;

/** Gives a service its pod. One that has ended or cannot begin gets a new one, instead of Kubernetes' growing patience. */
export const startService = async (api: Api, instance: Instance, service: string, signal: AbortSignal): Promise<void> => {
  const { pods } = await podsOf(api, instance, service, signal);
  for (const workload of await workloadsOf(api, instance, signal, service)) {
    // Without a pod although it should have one: it was refused, and is tried again when something changes.
    if (!isStopped(workload) && pods.length === 0) await patch(api, workload, stopped(workload.kind), signal);
    if (isStopped(workload) || pods.length === 0) await patch(api, workload, started(workload.kind), signal);
  }
  const ended = pods.filter((pod) => hasEnded(pod) || stuckOf(pod) !== undefined);
  await Promise.all(ended.map((pod) => api.ask({ method: "DELETE", path: podPath(service, pod) }, signal)));
};

/** Resolves when its pod is gone. */
export const stopService = async (api: Api, instance: Instance, service: string, clock: Clock, signal: AbortSignal): Promise<void> => {
  for (const workload of await workloadsOf(api, instance, signal, service)) await patch(api, workload, stopped(workload.kind), signal);
  await untilNoPod(api, instance, service, clock, signal);
};

export const removeService = async (api: Api, instance: Instance, service: string, clock: Clock, signal: AbortSignal): Promise<void> => {
  const namespace = namespaceOf(service);
  await Promise.all(MADE_ANEW.map(([version, kind]) => api.ask({ method: "DELETE", path: `${listPath(version, kind, namespace)}?${selector(instance, service)}&propagationPolicy=Background` }, signal)));
  await untilNoPod(api, instance, service, clock, signal);
};

const untilNoPod = async (api: Api, instance: Instance, service: string, clock: Clock, signal: AbortSignal): Promise<void> => {
  while ((await podsOf(api, instance, service, signal)).pods.length > 0) await clock.sleep(PAUSE_MS, signal);
};
