import type { Board } from "./parts/board.ts";
import { logsOf, overview } from "./parts/links.ts";
import { series, stat } from "./parts/panels.ts";
import { OF_INSTANCE as I } from "./parts/sources.ts";
import { betterFrom, worseFrom } from "./parts/steps.ts";
import { instance } from "./parts/variables.ts";

const REQUESTS = `sum by (api) (rate(minio_s3_requests_total{${I}}[$__rate_interval]))`;
/** A kind of error has no series before the first of it. */
const errors = (kind: string): string => `sum by (api) (rate(minio_s3_requests_${kind}_errors_total{${I}}[$__rate_interval])) or ${REQUESTS} * 0`;

/** MinIO of 2025-09-07, at /minio/v2/metrics/cluster. */
export const minio: Board = {
  uid: "neotool-minio",
  title: "MinIO",
  description: "Requests, errors, traffic and space of the instance's object store.",
  variables: [instance()],
  links: [overview(), logsOf("minio")],
  top: [
    stat({
      title: "Healthy",
      description: "1 when MinIO can read and write.",
      unit: "none",
      expr: `min(minio_cluster_health_status{${I}})`,
      steps: betterFrom(1, 1),
    }),
    stat({
      title: "Requests",
      description: "S3 requests per second.",
      unit: "reqps",
      expr: `sum(rate(minio_s3_requests_total{${I}}[$__rate_interval]))`,
    }),
    stat({
      title: "Failed requests",
      description: "S3 requests per second that ended as 4xx or 5xx. A look for an object that is not there counts too.",
      unit: "reqps",
      expr: `sum(rate(minio_s3_requests_errors_total{${I}}[$__rate_interval])) or sum(minio_s3_requests_incoming_total{${I}}) * 0`,
      steps: worseFrom(1, 10),
    }),
    stat({
      title: "Objects",
      description: "Stored objects, as counted by the last scan (about once a minute).",
      unit: "short",
      expr: `sum(minio_cluster_usage_object_total{${I}})`,
    }),
    stat({
      title: "Stored",
      description: "Bytes of all objects, as counted by the last scan.",
      unit: "bytes",
      expr: `sum(minio_cluster_usage_total_bytes{${I}})`,
      steps: worseFrom(5e9, 10e9),
    }),
    stat({
      title: "Disk left",
      description: "The share of this machine's disk that is free. Below 5 % an alert of P1 fires.",
      unit: "percentunit",
      expr: `min(minio:disk_free:ratio{${I}})`,
      steps: betterFrom(0.05, 0.15),
    }),
  ],
  rows: [
    {
      title: "Requests",
      panels: [
        series({
          title: "Requests by operation",
          description: "What is asked: getobject and putobject are reads and writes, listobjectsv2 walks a bucket.",
          unit: "reqps",
          stacked: "stacked",
          lines: [{ expr: REQUESTS, legend: "{{api}}" }],
        }),
        series({
          title: "4xx by operation",
          description: "Refused requests: no such object, no permission, a wrong signature.",
          unit: "reqps",
          lines: [{ expr: errors("4xx"), legend: "{{api}}" }],
        }),
        series({
          title: "5xx by operation",
          description: "Requests that MinIO could not answer.",
          unit: "reqps",
          lines: [{ expr: errors("5xx"), legend: "{{api}}" }],
          steps: worseFrom(0.1, 1),
        }),
        series({
          title: "Time to the first byte, p95",
          description: "One request in twenty waits longer, by operation.",
          unit: "s",
          lines: [
            { expr: `histogram_quantile(0.95, sum by (api, le) (rate(minio_s3_requests_ttfb_seconds_distribution{${I}}[$__rate_interval]))) >= 0 or ${REQUESTS} * 0`, legend: "{{api}}" },
          ],
          steps: worseFrom(0.25, 1),
        }),
      ],
    },
    {
      title: "Traffic and space",
      panels: [
        series({
          title: "Traffic",
          description: "Bytes per second from and to clients.",
          unit: "binBps",
          span: 8,
          lines: [
            { expr: `sum(rate(minio_s3_traffic_received_bytes{${I}}[$__rate_interval]))`, legend: "received" },
            { expr: `sum(rate(minio_s3_traffic_sent_bytes{${I}}[$__rate_interval]))`, legend: "sent" },
          ],
        }),
        series({
          title: "Stored",
          description: "Bytes of all objects, as counted by the last scan.",
          unit: "bytes",
          span: 8,
          lines: [{ expr: `sum(minio_cluster_usage_total_bytes{${I}})`, legend: "objects" }],
        }),
        series({
          title: "Disk",
          description: "The disk below MinIO, which is this machine's.",
          unit: "bytes",
          span: 8,
          lines: [
            { expr: `sum(minio_cluster_capacity_usable_free_bytes{${I}})`, legend: "free" },
            { expr: `sum(minio_cluster_capacity_usable_total_bytes{${I}})`, legend: "in all" },
          ],
        }),
        series({
          title: "Requests in flight and waiting",
          description: "Waiting requests mean that MinIO has more to do than it can.",
          unit: "none",
          span: 8,
          lines: [{ expr: `sum(minio_s3_requests_inflight_total{${I}})`, legend: "in flight" }, { expr: `sum(minio_s3_requests_waiting_total{${I}})`, legend: "waiting" }],
        }),
        series({
          title: "CPU",
          description: "CPUs that MinIO uses. 1 is one whole CPU.",
          unit: "none",
          span: 8,
          lines: [{ expr: `sum(rate(minio_node_process_cpu_total_seconds{${I}}[$__rate_interval]))`, legend: "CPUs" }],
        }),
        series({
          title: "Memory",
          description: "Memory that MinIO holds.",
          unit: "bytes",
          span: 8,
          lines: [{ expr: `sum(minio_node_process_resident_memory_bytes{${I}})`, legend: "resident" }],
        }),
      ],
    },
  ],
};
