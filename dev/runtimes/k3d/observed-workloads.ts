import { LABEL } from "../../model/labels.ts";
import type { ContainerState, ObservedContainer } from "../../planner/observed.ts";
import { stuckOf } from "./exited.ts";
import { containerOf, newestFirst, type ContainerStatus, type Pod, type Workload } from "./objects.ts";
import { isStopped } from "./replicas.ts";

/** In the words of the engine, which everything else here speaks. */
const stateOf = (workload: Workload, pod: Pod | undefined): ContainerState => {
  if (isStopped(workload)) return pod ? "removing" : "exited";
  // A start asks for a pod again, where something took the last one or refused it.
  if (pod === undefined || stuckOf(pod) !== undefined) return "exited";
  const { running, terminated, waiting } = containerOf(pod)?.state ?? {};
  // A pod that is being made counts as running: it is waited for, and not made again.
  return running ? "running" : terminated || waiting?.reason === "CrashLoopBackOff" ? "exited" : "running";
};

/** Whether a pod is told to run since before its node was started, which no container does. Kubernetes leaves fractions of a second out. */
export const isFromBefore = (nodeStartedAt: string, pod: Pod): boolean => {
  const since = containerOf(pod)?.state?.running?.startedAt;
  return since !== undefined && Date.parse(since) < Math.floor(Date.parse(nodeStartedAt) / 1_000) * 1_000;
};

const endOf = (status: ContainerStatus | undefined) => status?.state?.terminated ?? status?.lastState?.terminated;

/** One service as its workload and its newest pod tell of it. Pure. @param ports Host port by container port. */
export const observedFrom = (workload: Workload, pods: readonly Pod[], ports: Readonly<Record<number, number>>): ObservedContainer => {
  const { annotations = {}, labels = {}, uid, name, namespace } = workload.metadata;
  const [pod] = newestFirst(pods.filter(({ metadata }) => metadata.labels?.[LABEL.service] === labels[LABEL.service]));
  const status = pod && containerOf(pod);
  const state = stateOf(workload, pod);
  const stuck = pod && stuckOf(pod);
  const end = state === "exited" && !isStopped(workload) ? endOf(status) : undefined;
  return {
    id: pod?.metadata.uid ?? uid,
    name: `${namespace}/${pod?.metadata.name ?? name}`,
    service: labels[LABEL.service] ?? "",
    hash: annotations[LABEL.hash] ?? "",
    state,
    imageId: annotations[LABEL.imageId] ?? "",
    imageReference: annotations[LABEL.imageReference] ?? "",
    startedAt: status?.state?.running?.startedAt ?? "",
    exitCode: end?.exitCode ?? 0,
    outOfMemory: end?.reason === "OOMKilled",
    ...(stuck !== undefined && { stuck }),
    // Its agents ask the cluster which pods there are.
    readsLogs: false,
    ports,
  };
};
