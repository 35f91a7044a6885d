import { DevError } from "../../errors/dev-error.ts";
import type { Exit } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Api } from "./api.ts";
import { containerOf, type Pod, type Terminated } from "./objects.ts";
import { podsOf, podsQuery } from "./pods.ts";
import { refused } from "./refusals.ts";
import { watchFrom } from "./watch-pods.ts";

/** Reasons of Kubernetes' for which waiting longer is for nothing, in words. */
const STUCK: Readonly<Record<string, string>> = {
  ErrImageNeverPull: "its image is not in the cluster's node",
  ErrImagePull: "its image is not in the cluster's node, and could not be pulled",
  ImagePullBackOff: "its image is not in the cluster's node, and could not be pulled",
  InvalidImageName: "its image has no valid name",
  CreateContainerConfigError: "its pod names something that is not there",
  CreateContainerError: "its container could not be made",
  RunContainerError: "its container could not be started",
};

/** What passes by itself: on a busy machine the kubelet has not yet read the Secrets and ConfigMaps that a new pod names. */
const PASSES = /^failed to sync .* cache: timed out/;

/** Why a pod will never run as it is; `undefined` when it may. Pure. */
export const stuckOf = (pod: Pod): string | undefined => {
  const waiting = containerOf(pod)?.state?.waiting;
  const known = STUCK[waiting?.reason ?? ""];
  return known === undefined || PASSES.test(waiting?.message ?? "") ? undefined : `${known} (${waiting?.reason}${waiting?.message === undefined ? "" : `: ${waiting.message}`})`;
};

/** What a node says of containers that ended with it, when it is started again: their pods are begun anew, too. */
const isLostWithNode = ({ reason, exitCode }: Terminated): boolean => reason === "Unknown" && exitCode === 255;

/** How often a pod's container has ended. Pure. */
export const endsOf = (pod: Pod): number => {
  const status = containerOf(pod);
  return (status?.restartCount ?? 0) + (status?.state?.terminated ? 1 : 0);
};

/** How a pod's container ended since it was looked at first; `undefined` while it runs, or is to be started again after an end before that. Pure. @param ends How often it had ended then. */
export const exitOf = (pod: Pod, ends: number): Exit | undefined => {
  if (endsOf(pod) <= ends) return undefined;
  const status = containerOf(pod);
  const end = status?.state?.terminated ?? status?.lastState?.terminated;
  return end && !isLostWithNode(end) ? { exitCode: end.exitCode, outOfMemory: end.reason === "OOMKilled" } : undefined;
};

/** Kubernetes starts again what ends: the first end counts. @throws {DevError} `SERVICE_NOT_READY` for a pod that will never run. */
export const exited = async (api: Api, instance: Instance, service: string, clock: Clock, signal: AbortSignal): Promise<Exit> => {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const refusal = refused(api, instance, service, clock, either);
  try {
    return await Promise.race([ended(api, instance, service, either), refusal]);
  } finally {
    over.abort();
    refusal.catch(() => {}); // ended by our own signal
  }
};

const ended = async (api: Api, instance: Instance, service: string, signal: AbortSignal): Promise<Exit> => {
  const ends = new Map<string, number>();
  const judge = (pod: Pod): Exit | undefined => {
    const { uid, deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined) return undefined; // on its way out, because its definition changed
    const stuck = stuckOf(pod);
    if (stuck !== undefined) throw new DevError("SERVICE_NOT_READY", `${service} cannot start: ${stuck}`, { hint: `neotool dev why ${service} says more.` });
    return exitOf(pod, ends.get(uid) ?? 0);
  };
  for (;;) {
    const { pods, version } = await podsOf(api, instance, service, signal);
    for (const pod of pods) if (!ends.has(pod.metadata.uid)) ends.set(pod.metadata.uid, endsOf(pod));
    for (const pod of pods) {
      const exit = judge(pod);
      if (exit) return exit;
    }
    for await (const { type, object } of watchFrom(api, podsQuery(instance, service), version, signal)) {
      const exit = type === "DELETED" ? undefined : judge(object);
      if (exit) return exit;
    }
    signal.throwIfAborted();
  }
};
