import type { Instance } from "../../model/instance.ts";
import { ApiStatusError, type Api } from "./api.ts";
import { podPath, podsOf } from "./pods.ts";

/** `undefined` where there is nothing of that name. */
export const orNothing = async <T>(ask: Promise<T>): Promise<T | undefined> => {
  try {
    return await ask;
  } catch (error) {
    if (error instanceof ApiStatusError && error.status === 404) return undefined;
    throw error;
  }
};

/** A kubelet shows a pod another version of a Secret or ConfigMap within a minute and a half, or as soon as something about the pod changes. */
export const tellPods = async (api: Api, instance: Instance, service: string, annotations: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> => {
  const { pods } = await podsOf(api, instance, service, signal);
  const body = { metadata: { annotations } };
  for (const pod of pods) await orNothing(api.ask({ method: "PATCH", path: podPath(service, pod), body, contentType: "application/merge-patch+json" }, signal));
};
