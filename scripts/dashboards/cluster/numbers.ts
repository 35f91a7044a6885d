import { stat } from "../parts/panels.ts";
import { OF_INSTANCE as I } from "../parts/sources.ts";
import { worseFrom, ZERO_IS_GOOD } from "../parts/steps.ts";
import { CONTAINERS, DISKS, NODE, RATE } from "./metrics.ts";

/** The first look at a cluster. */
export const numbers = [
  stat({
    title: "Node CPU",
    description: "The share of the machine's processors that the node uses, Kubernetes itself included.",
    unit: "percentunit",
    expr: `sum(rate(container_cpu_usage_seconds_total{${NODE}}[${RATE}])) / sum(machine_cpu_cores{${I}})`,
    steps: worseFrom(0.8, 0.95),
  }),
  stat({
    title: "Node memory",
    description: "The share of the machine's memory that the node uses, without what the kernel can take back.",
    unit: "percentunit",
    expr: `sum(container_memory_working_set_bytes{${NODE}}) / sum(machine_memory_bytes{${I}})`,
    steps: worseFrom(0.8, 0.95),
  }),
  stat({
    title: "Fullest disk",
    description: "The share that is used of the node's fullest disk, which is the machine's own. On a full one images and data cannot be written.",
    unit: "percentunit",
    expr: `max(container_fs_usage_bytes{${DISKS}} / container_fs_limit_bytes{${DISKS}})`,
    steps: worseFrom(0.9, 0.97),
  }),
  stat({
    title: "Running pods",
    description: "Pods that the kubelet runs, those of Kubernetes itself among them.",
    unit: "none",
    expr: `sum(kubelet_running_pods{${I}})`,
  }),
  stat({
    title: "Containers made again",
    description: "Within the last hour, beyond the first of each service: by Kubernetes because one ended, or by `up` because its definition is another.",
    unit: "none",
    expr: `sum(count by (namespace, service) (last_over_time(container_start_time_seconds{${CONTAINERS}}[1h])) - 1)`,
    steps: worseFrom(3, 10),
  }),
  stat({
    title: "Out of memory",
    description: "How often within the last hour the kernel ended a process because its container reached its limit.",
    unit: "none",
    expr: `sum(increase(container_oom_events_total{${CONTAINERS}}[1h]))`,
    steps: ZERO_IS_GOOD,
  }),
];
