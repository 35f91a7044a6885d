import { z } from "zod";
import type { Observatory } from "./observability.ts";
import { DASHBOARD_FOLDERS, emptyOnes, queriesOf } from "./panel-data.ts";

const targets = z.object({ data: z.object({ activeTargets: z.array(z.object({ health: z.string(), lastError: z.string(), labels: z.record(z.string(), z.string()) })) }) });

/** What Prometheus scrapes, by the label `job`; an application on this machine may be off. */
export const scraped = async ({ urlOf }: Observatory): Promise<{ readonly up: readonly string[]; readonly down: readonly string[] }> => {
  const { data } = targets.parse(await (await fetch(`${urlOf("prometheus")}/api/v1/targets?state=active`)).json());
  const ours = data.activeTargets.filter(({ labels }) => labels.kind !== "application");
  return {
    up: ours.flatMap(({ health, labels }) => (health === "up" ? [labels.job ?? ""] : [])).toSorted(),
    down: ours.flatMap(({ health, lastError, labels }) => (health === "up" ? [] : [`${labels.job}: ${health} ${lastError}`])),
  };
};

/** Queries of the cluster's dashboard that show nothing, each with the reason. */
export const emptyQueries = async ({ instance, urlOf }: Observatory): Promise<readonly string[]> =>
  emptyOnes({ "neotool-prometheus": `${urlOf("prometheus")}/api/v1` }, queriesOf(instance, DASHBOARD_FOLDERS.cluster));

/** The containers of all pods, as `namespace/pod/container`. */
export const containersOf = async ({ metrics }: Observatory): Promise<readonly string[]> => {
  const found = await metrics('group by (namespace, pod, container) (container_start_time_seconds{container!=""})');
  return found.map(({ labels }) => `${labels.namespace}/${labels.pod}/${labels.container}`).toSorted();
};

const LABELS = ["instance", "level", "namespace", "pod", "service", "stream"];

/** Whose logs Loki has, in the same form; one whose stream has other labels than it should is named with them. */
export const loggedBy = async ({ instance, logs }: Observatory): Promise<readonly string[]> => {
  const streams = await logs(`{instance="${instance}"}`);
  const names = streams.map(({ labels }) => (Object.keys(labels).toSorted().join() === LABELS.join() ? `${labels.namespace}/${labels.pod}/${labels.service}` : JSON.stringify(labels)));
  return [...new Set(names)].toSorted();
};
