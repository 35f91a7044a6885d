import { EVICTION_PERCENT } from "../runtimes/k3d/cluster-config.ts";
import { keptMiB } from "../runtimes/k3d/manifests/resources.ts";
import type { Service } from "../model/service.ts";
import { pass, type CheckResult } from "./check.ts";
import type { Space } from "./disk.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What a node uses before any service. Measured: ADR 16. */
const NODE_MIB = 450;
/** What Kubernetes' own pods, its DNS, have kept for them. */
const OWN_PODS_MIB = 70;
/** Images of the whole stack, unpacked in the node as well. */
const IMAGES_GIB = 2;

/** What services may use, and what the scheduler keeps for them. MiB. */
export interface MemoryNeed {
  readonly mostMiB: number;
  readonly keptMiB: number;
}

export const memoryNeedOf = (services: readonly Service[]): MemoryNeed => {
  const limits = services.flatMap((service) => (service.kind === "container" ? [service.limits.memoryMiB] : []));
  const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0);
  return { mostMiB: sum(limits), keptMiB: sum(limits.map(keptMiB)) };
};

/**
 * Whether a node has memory for its pods. It fails only where Kubernetes itself would refuse one: that a stack's limits add
 * up to more than there is happens on many a machine that works.
 *
 * @param totalBytes The engine's, all of which its node sees.
 */
export const judgeNodeMemory = (totalBytes: number, need: MemoryNeed): CheckResult => {
  const total = Math.round(totalBytes / MIB);
  const kept = need.keptMiB + OWN_PODS_MIB;
  const most = need.mostMiB + NODE_MIB;
  if (kept > total) {
    return {
      verdict: "fail",
      detail: `the engine has ${total} MiB, and Kubernetes would keep ${kept} MiB of it for pods, half of each limit: those that find no room are never started`,
      fix: "Give the engine more memory, lower memoryMiB in neotool.config.ts, leave something out (neotool dev up --without …), or: neotool dev up --runtime container",
    };
  }
  if (most >= total) {
    return {
      verdict: "warn",
      detail: `${total} MiB; a cluster's node (about ${NODE_MIB} MiB) and the limits of these services add up to ${most} MiB`,
      fix: "Give the engine more memory, lower memoryMiB in neotool.config.ts, or: neotool dev up --runtime container",
    };
  }
  return pass(`${total} MiB; a cluster's node and the limits of these services add up to ${most} MiB`);
};

const FREE_SOME = "docker system df shows what takes it; neotool dev prune and docker image prune free some; or: neotool dev up --runtime container";

/** Whether the kubelet would find its disk full, which is the engine's. @param space `undefined`: inside a virtual machine, where nobody can look */
export const judgeNodeDisk = (space: Space | undefined, path: string): CheckResult => {
  if (space === undefined) return pass(`${path} is not on this machine's file system`);
  const free = space.freeBytes / GIB;
  const least = (space.totalBytes * EVICTION_PERCENT) / 100 / GIB;
  const said = `${free.toFixed(1)} of ${(space.totalBytes / GIB).toFixed(0)} GiB free at ${path}`;
  const rule = `below ${EVICTION_PERCENT} % (${least.toFixed(1)} GiB) Kubernetes calls a disk full, starts no pod and ends those that run`;
  if (free <= least) return { verdict: "fail", detail: `${said}; ${rule}`, fix: FREE_SOME };
  if (free <= least + IMAGES_GIB) return { verdict: "warn", detail: `${said}, and a node keeps images of its own; ${rule}`, fix: FREE_SOME };
  return pass(said);
};
