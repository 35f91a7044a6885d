import { series } from "../parts/panels.ts";
import { OF_INSTANCE as I } from "../parts/sources.ts";
import { worseFrom } from "../parts/steps.ts";
import { CONTAINERS, DISKS, NODE, RATE } from "./metrics.ts";

/** Who uses the node, and what is left of it. */
export const node = [
  series({
    title: "CPU by namespace",
    description: "Processors in use. What the node uses beyond its containers is Kubernetes itself.",
    unit: "none",
    span: 8,
    lines: [
      { expr: `sum by (namespace) (rate(container_cpu_usage_seconds_total{${CONTAINERS}}[${RATE}]))`, legend: "{{namespace}}" },
      { expr: `sum(rate(container_cpu_usage_seconds_total{${NODE}}[${RATE}]))`, legend: "node" },
      { expr: `sum(machine_cpu_cores{${I}})`, legend: "in all" },
    ],
  }),
  series({
    title: "Memory by namespace",
    description: "Memory in use, without what the kernel can take back. What the node uses beyond its containers is Kubernetes itself.",
    unit: "bytes",
    span: 8,
    lines: [
      { expr: `sum by (namespace) (container_memory_working_set_bytes{${CONTAINERS}})`, legend: "{{namespace}}" },
      { expr: `sum(container_memory_working_set_bytes{${NODE}})`, legend: "node" },
      { expr: `sum(machine_memory_bytes{${I}})`, legend: "in all" },
    ],
  }),
  series({
    title: "Disks",
    description: "The used share of each disk that the node sees. They are the machine's own; the data of services lie on them in volumes of the engine.",
    unit: "percentunit",
    span: 8,
    lines: [{ expr: `max by (device) (container_fs_usage_bytes{${DISKS}} / container_fs_limit_bytes{${DISKS}})`, legend: "{{device}}" }],
    steps: worseFrom(0.9, 0.97),
  }),
];
