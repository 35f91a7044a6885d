import { series } from "../parts/panels.ts";
import { OF_INSTANCE as I } from "../parts/sources.ts";
import { worseFrom } from "../parts/steps.ts";
import { RATE } from "./metrics.ts";

const p95 = (histogram: string, by: string): string => `histogram_quantile(0.95, sum by (${by}, le) (rate(${histogram}_bucket{${I}}[${RATE}]))) >= 0`;
const CALLS = `sum by (code) (rate(rest_client_requests_total{${I}}[${RATE}]))`;

/** Does Kubernetes keep up? */
export const kubelet = [
  series({
    title: "API server, p95",
    description: "One request in twenty of Kubernetes' own parts to the API server takes longer, by what is asked.",
    unit: "s",
    lines: [{ expr: p95("rest_client_request_duration_seconds", "verb"), legend: "{{verb}}" }],
    steps: worseFrom(0.5, 1),
  }),
  series({
    title: "Requests to the API server",
    description: "Requests per second of Kubernetes' own parts, by the status of the answer. 4xx are usual now and then: two wrote at once, and one of them tries again.",
    unit: "reqps",
    stacked: "stacked",
    lines: [{ expr: CALLS, legend: "{{code}}" }],
  }),
  series({
    title: "Containers by state",
    description: "Containers that the kubelet knows: those that run, and those that have ended and are kept for their logs.",
    unit: "none",
    span: 8,
    lines: [{ expr: `sum by (container_state) (kubelet_running_containers{${I}})`, legend: "{{container_state}}" }],
  }),
  series({
    title: "Runtime, p95",
    description: "One call in twenty of the kubelet to the program that runs containers takes longer, by what is asked. Slow starts of pods are explained here.",
    unit: "s",
    span: 8,
    lines: [{ expr: p95("kubelet_runtime_operations_duration_seconds", "operation_type"), legend: "{{operation_type}}" }],
    steps: worseFrom(2, 10),
  }),
  series({
    title: "Failures of the kubelet",
    description: "Calls to the program that runs containers that failed, and pods that could not be started, per minute.",
    unit: "none",
    span: 8,
    lines: [
      { expr: `sum(rate(kubelet_runtime_operations_errors_total{${I}}[${RATE}])) * 60 or vector(0)`, legend: "runtime" },
      { expr: `sum(rate(kubelet_started_pods_errors_total{${I}}[${RATE}])) * 60 or vector(0)`, legend: "starts of pods" },
    ],
    steps: worseFrom(1, 10),
  }),
];
