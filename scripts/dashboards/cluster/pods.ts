import { toLogs } from "../parts/links.ts";
import { series } from "../parts/panels.ts";
import { OF_INSTANCE as I } from "../parts/sources.ts";
import { worseFrom, ZERO_IS_GOOD } from "../parts/steps.ts";
import { byService, CONTAINERS, PODS, RATE } from "./metrics.ts";

const LEGEND = "{{service}}";
const PROBES = `${I}, namespace=~"$namespace"`;

const network = (counter: string): string => `sum by (namespace, pod) (rate(container_network_${counter}_total{${PODS}}[${RATE}]))`;

/** How pods live: how many, since when, ready or not, and what they send each other. */
export const pods = [
  series({
    title: "Pods by namespace",
    description: "Pods with a container that runs.",
    unit: "none",
    stacked: "stacked",
    span: 8,
    lines: [{ expr: `count by (namespace) (group by (namespace, pod) (container_start_time_seconds{${CONTAINERS}}))`, legend: "{{namespace}}" }],
  }),
  series({
    title: "Containers made again",
    description: "Within the last hour, beyond the first of each service. Steps in short succession are a service that ends as often as Kubernetes starts it.",
    unit: "none",
    span: 8,
    lines: [{ expr: `count by (namespace, service) (last_over_time(container_start_time_seconds{${CONTAINERS}}[1h])) - 1`, legend: LEGEND }],
    steps: worseFrom(3, 10),
    links: [toLogs()],
  }),
  series({
    title: "Out of memory",
    description: "How often the kernel ended a process of a service within five minutes. Where that was the service's first process, its container was made again and may be gone before it was counted.",
    unit: "none",
    span: 8,
    lines: [{ expr: byService(`increase(container_oom_events_total{${CONTAINERS}}[5m])`), legend: LEGEND }],
    steps: ZERO_IS_GOOD,
    links: [toLogs()],
  }),
  series({
    title: "Failed probes",
    description: "Questions of the kubelet (started, ready, alive) that a service did not answer well, per minute. While it starts, some are usual.",
    unit: "none",
    span: 8,
    lines: [{ expr: `sum by (namespace, service, probe_type) (rate(prober_probe_total{${PROBES}, result!="successful"}[${RATE}]) * 60) or sum by (namespace, service, probe_type) (prober_probe_total{${PROBES}}) * 0`, legend: "{{service}} {{probe_type}}" }],
    steps: worseFrom(1, 6),
    links: [toLogs()],
  }),
  series({ title: "Received by pods", description: "Bytes per second that come in to each pod.", unit: "binBps", span: 8, lines: [{ expr: network("receive_bytes"), legend: "{{pod}}" }] }),
  series({ title: "Sent by pods", description: "Bytes per second that go out of each pod.", unit: "binBps", span: 8, lines: [{ expr: network("transmit_bytes"), legend: "{{pod}}" }] }),
];
