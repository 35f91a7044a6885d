import type { Instance } from "../../model/instance.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { Api } from "./api.ts";
import { newestFirst, type List, type Pod } from "./objects.ts";
import { selector } from "./selector.ts";
import { namespaceOf } from "./manifests/namespaces.ts";

const podsPath = (service: string): string => `/api/v1/namespaces/${namespaceOf(service)}/pods`;

export const podPath = (service: string, pod: Pod): string => `${podsPath(service)}/${pod.metadata.name}`;

/** Path of a service's pods. */
export const podsQuery = (instance: Instance, service: string): string => `${podsPath(service)}?${selector(instance, service)}`;

/** Pods of a service, the newest first, and where a watch of them goes on. */
export const podsOf = async (api: Api, instance: Instance, service: string, signal: AbortSignal): Promise<{ readonly pods: readonly Pod[]; readonly version: string }> => {
  const { items, metadata } = await api.ask<List<Pod>>({ method: "GET", path: podsQuery(instance, service) }, signal);
  return { pods: newestFirst(items), version: metadata.resourceVersion };
};

/** @throws {DevError} `SERVICE_NOT_RUNNING` when there is none. */
export const runningPod = async (api: Api, instance: Instance, service: string, signal: AbortSignal): Promise<Pod> => {
  const { pods: [pod] } = await podsOf(api, instance, service, signal);
  if (!pod) throw new DevError("SERVICE_NOT_RUNNING", `${service} has no pod`, { hint: "neotool dev up makes it." });
  return pod;
};
