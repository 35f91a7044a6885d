import { streamLines } from "../../docker/stream-lines.ts";
import { DevError } from "../../errors/dev-error.ts";
import type { RuntimeChange } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import { LABEL } from "../../model/labels.ts";
import type { Api } from "./api.ts";
import { containerOf, type List, type Pod } from "./objects.ts";
import { selector } from "./selector.ts";

/** One message of a watch. */
export interface PodChange {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: Pod;
}

/** Messages of a watch from a version on. It ends by itself after some minutes: whoever reads it asks again. */
export async function* watchFrom(api: Api, query: string, version: string, signal: AbortSignal): AsyncIterable<PodChange> {
  const answer = await api.stream(`${query}&watch=1&resourceVersion=${version}`, signal);
  for await (const line of streamLines(answer)) {
    const change: PodChange = JSON.parse(line);
    if (change.type === "ERROR") return; // the version is too old: asked anew
    if (change.type !== "BOOKMARK") yield change;
  }
}

/** What a message says, held against what was known of the pod. Pure. */
export const changesBetween = (before: Pod | undefined, { type, object }: PodChange): readonly RuntimeChange["kind"][] => {
  if (type === "DELETED") return ["removed"];
  const [was, is] = [before && containerOf(before), containerOf(object)];
  const restarted = (is?.restartCount ?? 0) > (was?.restartCount ?? 0);
  const ended = is?.state?.terminated ?? (restarted ? is?.lastState?.terminated : undefined);
  const isNewEnd = ended !== undefined && ended.finishedAt !== (was?.state?.terminated ?? was?.lastState?.terminated)?.finishedAt;
  return [
    ...(before === undefined ? (["created"] as const) : []),
    ...(isNewEnd && ended.reason === "OOMKilled" ? (["out-of-memory"] as const) : []),
    ...(isNewEnd ? (["ended"] as const) : []),
    ...(is?.state?.running !== undefined && is.state.running.startedAt !== was?.state?.running?.startedAt ? (["started"] as const) : []),
  ];
};

/** What happens to the pods of one instance. */
export async function* watchPods(api: Api, instance: Instance, signal: AbortSignal): AsyncIterable<RuntimeChange> {
  const query = `/api/v1/pods?${selector(instance)}`;
  const known = new Map<string, Pod>();
  try {
    while (!signal.aborted) {
      const { items, metadata } = await api.ask<List<Pod>>({ method: "GET", path: query }, signal);
      for (const pod of items) known.set(pod.metadata.uid, pod);
      for await (const change of watchFrom(api, query, metadata.resourceVersion, signal)) {
        const { uid, labels } = change.object.metadata;
        const service = labels?.[LABEL.service];
        if (service !== undefined) for (const kind of changesBetween(known.get(uid), change)) yield { service, kind };
        if (change.type === "DELETED") known.delete(uid);
        else known.set(uid, change.object);
      }
    }
  } catch (cause) {
    if (signal.aborted) return; // asked to end
    throw cause instanceof DevError
      ? cause
      : new DevError("CLUSTER_FAILED", "The cluster stopped telling what happens to its pods", { hint: "Its node was stopped or restarted: neotool dev doctor looks at it.", cause });
  }
}
