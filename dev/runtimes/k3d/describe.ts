import type { Description } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import type { Api } from "./api.ts";
import { stuckOf } from "./exited.ts";
import { containerOf, type Pod, type Workload } from "./objects.ts";
import { observedFrom } from "./observed-workloads.ts";
import { podsOf } from "./pods.ts";
import { latestRefusal } from "./refusals.ts";
import { isStopped } from "./replicas.ts";
import { workloadsOf } from "./workloads.ts";

/** @param refusal Why there is no pod, where there is none. */
const described = (workload: Workload, pods: readonly Pod[], refusal: string | undefined): Description => {
  const { state, startedAt, exitCode, outOfMemory, hash } = observedFrom(workload, pods, {});
  const [pod] = pods;
  const status = pod && containerOf(pod);
  const end = status?.state?.terminated ?? status?.lastState?.terminated;
  const engineError = (pod && stuckOf(pod)) ?? refusal ?? "";
  return {
    state: engineError === "" ? state : "created", // it never began, so it never ended
    createdAt: (pod ?? workload).metadata.creationTimestamp,
    startedAt: startedAt || null,
    finishedAt: end?.finishedAt ?? null,
    exitCode: end?.exitCode ?? exitCode,
    outOfMemory,
    engineError,
    restarts: status?.restartCount ?? 0,
    hash,
    fields: workload.metadata.annotations?.[LABEL.fields],
  };
};

export const describe = async (api: Api, instance: Instance, service: string, signal: AbortSignal): Promise<Description | undefined> => {
  const [[workload], { pods }] = await Promise.all([workloadsOf(api, instance, signal, service), podsOf(api, instance, service, signal)]);
  return workload && described(workload, pods, pods.length === 0 && !isStopped(workload) ? await latestRefusal(api, service, signal) : undefined);
};
