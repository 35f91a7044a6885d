import { toLogs } from "../parts/links.ts";
import { series } from "../parts/panels.ts";
import { worseFrom } from "../parts/steps.ts";
import { byService, CONTAINERS, RATE } from "./metrics.ts";

const LEGEND = "{{service}}";
const MEMORY = byService(`container_memory_working_set_bytes{${CONTAINERS}}`);
/** Zero says that there is no limit, and a share of nothing is none. */
const MEMORY_LIMIT = byService(`container_spec_memory_limit_bytes{${CONTAINERS}} > 0`);
const CPU = byService(`rate(container_cpu_usage_seconds_total{${CONTAINERS}}[${RATE}])`);
const CPU_LIMIT = byService(`container_spec_cpu_quota{${CONTAINERS}} / container_spec_cpu_period{${CONTAINERS}} > 0`);
const PERIODS = byService(`rate(container_cpu_cfs_periods_total{${CONTAINERS}}[${RATE}])`);

/** What each service uses of what it may. */
export const containers = [
  series({ title: "CPU", description: "Processors that each service uses. 1 is one whole processor.", unit: "none", lines: [{ expr: CPU, legend: LEGEND }], links: [toLogs()] }),
  series({ title: "Memory", description: "Memory of each service, without what the kernel can take back.", unit: "bytes", lines: [{ expr: MEMORY, legend: LEGEND }], links: [toLogs()] }),
  series({
    title: "CPU of the limit",
    description: "The share of its limit that each service uses. At 100 % it is made to wait.",
    unit: "percentunit",
    span: 8,
    lines: [{ expr: `${CPU} / ${CPU_LIMIT}`, legend: LEGEND }],
    steps: worseFrom(0.8, 0.95),
    links: [toLogs()],
  }),
  series({
    title: "Memory of the limit",
    description: "The share of its limit that each service uses. At 100 % the kernel ends a process of it.",
    unit: "percentunit",
    span: 8,
    lines: [{ expr: `${MEMORY} / ${MEMORY_LIMIT}`, legend: LEGEND }],
    steps: worseFrom(0.85, 0.95),
    links: [toLogs()],
  }),
  series({
    title: "Made to wait",
    description: "The share of the kernel's periods of 100 ms in which a service had used up its limit of CPU and stood still. Answers are late by it long before the mean use looks high.",
    unit: "percentunit",
    span: 8,
    lines: [{ expr: `${byService(`rate(container_cpu_cfs_throttled_periods_total{${CONTAINERS}}[${RATE}])`)} / (${PERIODS} > 0) or ${PERIODS} * 0`, legend: LEGEND }],
    steps: worseFrom(0.25, 0.5),
    links: [toLogs()],
  }),
];
