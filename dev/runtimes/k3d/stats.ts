import type { Stats } from "../../engine/runtime.ts";
import type { Instance } from "../../model/instance.ts";
import type { Clock } from "../../platform/clock.ts";
import { rate } from "../container/stats.ts";
import type { Api } from "./api.ts";
import { nodeName } from "./names.ts";
import type { Pod } from "./objects.ts";
import { podsOf } from "./pods.ts";

/** The kubelet's page about its node, as far as it is read. */
interface Summary {
  readonly pods: readonly {
    readonly podRef: { readonly uid: string };
    readonly containers?: readonly { readonly cpu?: { readonly time: string; readonly usageNanoCores?: number }; readonly memory?: { readonly time: string; readonly workingSetBytes?: number } }[];
    readonly network?: { readonly rxBytes?: number; readonly txBytes?: number };
  }[];
}

/** The kubelet looks at the kernel's counters every ten seconds or so: asking more often tells nothing new. */
const EVERY_MS = 5_000;
const PERCENT_OF_NANOCORES = 1e7;

/** As our manifests write it. */
const limitOf = ({ spec }: Pod): number | null => {
  const [, mebibytes] = /^(\d+)Mi$/.exec(spec?.containers[0]?.resources?.limits?.memory ?? "") ?? [];
  return mebibytes === undefined ? null : Number(mebibytes) * 1024 * 1024;
};

/** What a service's pod uses, by the kubelet. Ends when it has no pod, or the signal is aborted. */
export async function* podStats(api: Api, instance: Instance, service: string, clock: Clock, signal: AbortSignal): AsyncIterable<Stats> {
  let before: { readonly rxBytes?: number; readonly txBytes?: number } | undefined;
  while (!signal.aborted) {
    const [{ pods: [pod] }, summary] = await Promise.all([podsOf(api, instance, service, signal), api.ask<Summary>({ method: "GET", path: `/api/v1/nodes/${nodeName(instance)}/proxy/stats/summary` }, signal)]);
    if (!pod) return;
    const reading = summary.pods.find(({ podRef }) => podRef.uid === pod.metadata.uid);
    const container = reading?.containers?.[0];
    if (container?.cpu) {
      const { cpu, memory } = container;
      yield {
        at: cpu.time,
        cpuPercent: cpu.usageNanoCores === undefined ? null : cpu.usageNanoCores / PERCENT_OF_NANOCORES,
        memoryBytes: memory?.workingSetBytes ?? 0,
        memoryLimitBytes: limitOf(pod),
        receivedPerSecond: rate(before?.rxBytes, reading?.network?.rxBytes, EVERY_MS / 1_000),
        sentPerSecond: rate(before?.txBytes, reading?.network?.txBytes, EVERY_MS / 1_000),
      };
      before = reading?.network;
    }
    await clock.sleep(EVERY_MS, signal).catch(() => {}); // asked to end
  }
}
