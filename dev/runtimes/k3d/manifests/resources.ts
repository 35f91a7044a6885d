import type { ContainerService } from "../../../model/service.ts";
import type { ClusterFacts } from "./cluster-facts.ts";

/**
 * Thousandths of a processor. A quota on processors refuses a pod without a limit, so each has one; high enough that no
 * start waits for it, and together with room to spare within production's twelve.
 */
const MOST_CPU: Readonly<Record<string, number>> = {
  postgres: 2000,
  kafka: 2000,
  minio: 1000,
  vault: 1000,
  pgbouncer: 500,
  grafana: 1000,
  prometheus: 750,
  loki: 750,
  promtail: 500,
  alloy: 500,
  router: 500,
  unleash: 400,
  mail: 100,
};
const OTHERWISE = 200;

type Capacity = ClusterFacts["capacity"];

export interface Amount {
  readonly milliCpu: number;
  readonly memoryMiB: number;
}

export interface Needs {
  /** What the scheduler keeps for it: little, because a laptop is shared, and quotas count it. */
  readonly requests: Amount;
  readonly limits: Amount;
}

/** Of a limit on memory. A definition's limit leaves room above what is usual. */
export const keptMiB = (limitMiB: number): number => Math.ceil(limitMiB / 2);

/** What a service may use, and what is kept for it. */
export const needsOf = ({ name, limits: { memoryMiB } }: Pick<ContainerService, "name" | "limits">, { cpus }: Capacity): Needs => {
  const milliCpu = Math.min(MOST_CPU[name] ?? OTHERWISE, cpus * 1000);
  return {
    requests: { milliCpu: Math.min(100, Math.max(25, milliCpu / 20)), memoryMiB: keptMiB(memoryMiB) },
    limits: { milliCpu, memoryMiB },
  };
};

/** In Kubernetes' words. */
export const quantities = ({ milliCpu, memoryMiB }: Amount) => ({ cpu: `${Math.floor(milliCpu)}m`, memory: `${Math.floor(memoryMiB)}Mi` });
