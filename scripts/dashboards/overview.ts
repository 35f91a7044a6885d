import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { Board } from "./parts/board.ts";
import { rowToLogs, rowToService, toLogs, toService, toStore } from "./parts/links.ts";
import { series, stat, tiles } from "./parts/panels.ts";
import { asTable } from "./parts/queries.ts";
import { OF_INSTANCE as I, PROMETHEUS } from "./parts/sources.ts";
import { COLOUR, thresholds, worseFrom, ZERO_IS_GOOD } from "./parts/steps.ts";
import { instance } from "./parts/variables.ts";

const APPLICATIONS = `${I}, kind="application"`;
const STORES = "postgres|pgbouncer|kafka|vault|minio";
const DOWN = { text: "down", color: COLOUR.bad } as const;
const OFF = { text: "off", color: COLOUR.off } as const;

const alerts = (): TableBuilder =>
  new TableBuilder()
    .title("Firing alerts")
    .description("What fires right now: its severity (P0 nobody can work, P1 users meet errors, P2 soon worse, P3 some day) and the service it is about. `neotool dev why <service>` says more.")
    .unit("none")
    .datasource(PROMETHEUS)
    .span(12)
    .height(8)
    .thresholds(thresholds(ZERO_IS_GOOD))
    .dataLinks([rowToService(), rowToLogs()])
    .withTarget(
      asTable(
        `sum by (severity, alertname, service) (ALERTS{alertstate="firing", ${I}}) or (label_replace(vector(0), "alertname", "nothing fires", "", "") unless on () ALERTS{alertstate="firing", ${I}})`,
      ),
    )
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true, Value: true },
        indexByName: { severity: 0, alertname: 1, service: 2 },
      },
    });

/** The first look: does everything run, is anything slow or failing? */
export const overview: Board = {
  uid: "neotool-overview",
  title: "Neotool overview",
  description: "Does everything run? Is anything slow or failing? Where to look next?",
  variables: [instance()],
  links: [],
  top: [
    stat({
      title: "Backing services down",
      description: "Services that neotool runs and that do not answer. `neotool dev status` names them.",
      unit: "none",
      expr: `count(service:up{${I}, kind="backing"} == 0) or vector(0)`,
      steps: ZERO_IS_GOOD,
    }),
    stat({
      title: "Applications up",
      description: "Your own programs (Kotlin services, web, router) that answer Prometheus. One that is not started is no fault.",
      unit: "none",
      expr: `sum(service:up{${APPLICATIONS}}) or vector(0)`,
    }),
    stat({
      title: "Requests",
      description: "HTTP requests per second to all applications, over the last two minutes.",
      unit: "reqps",
      expr: `sum(service:http_requests:rate2m{${APPLICATIONS}}) or vector(0)`,
    }),
    stat({
      title: "Failed requests",
      description: "The share of requests that applications answered with a 5xx. From 1 % on an alert of P2 fires, from 5 % on one of P1.",
      unit: "percentunit",
      expr: `sum(service:http_errors:rate2m{${APPLICATIONS}}) / (sum(service:http_requests:rate2m{${APPLICATIONS}}) > 0) or vector(0)`,
      steps: worseFrom(0.01, 0.05),
    }),
    stat({
      title: "Slowest p95",
      description: "The 95th percentile of response times of the slowest application: one request in twenty takes longer.",
      unit: "s",
      expr: `max(service:http_duration_seconds:p95{${APPLICATIONS}}) or vector(0)`,
      steps: worseFrom(0.5, 1),
    }),
    stat({
      title: "Firing alerts",
      description: "How many alerts fire right now.",
      unit: "none",
      expr: `count(ALERTS{alertstate="firing", ${I}}) or vector(0)`,
      steps: ZERO_IS_GOOD,
    }),
  ],
  rows: [
    {
      title: "What is up",
      panels: [
        tiles({
          title: "Stores",
          description: "What applications need. A click opens the service's own dashboard.",
          expr: `service:up{${I}, service=~"${STORES}"}`,
          down: DOWN,
          links: [toStore(), toLogs()],
        }),
        tiles({
          title: "Observability",
          description: "What collects and shows the numbers and logs.",
          expr: `service:up{${I}, kind="backing", service!~"${STORES}"}`,
          down: DOWN,
          links: [toLogs()],
        }),
        tiles({
          title: "Applications",
          description: "Your own programs. Grey: not started, or its metrics are not reachable from the stack.",
          expr: `service:up{${APPLICATIONS}}`,
          down: OFF,
          links: [toService(), toLogs()],
        }),
      ],
    },
    {
      title: "Applications",
      panels: [
        series({
          title: "Requests per second",
          description: "How much each application has to do.",
          unit: "reqps",
          lines: [{ expr: `service:http_requests:rate2m{${APPLICATIONS}}`, legend: "{{service}}" }],
          links: [toService(), toLogs()],
        }),
        series({
          title: "Failed requests",
          description: "The share of 5xx answers of each application. The dashed lines are the limits of the alerts.",
          unit: "percentunit",
          lines: [{ expr: `service:http_errors:ratio2m{${APPLICATIONS}}`, legend: "{{service}}" }],
          steps: worseFrom(0.01, 0.05),
          links: [toService(), toLogs()],
        }),
        series({
          title: "Response time, p95",
          description: "One request in twenty takes longer. For a service that publishes no histogram its slowest request stands in.",
          unit: "s",
          lines: [{ expr: `service:http_duration_seconds:p95{${APPLICATIONS}}`, legend: "{{service}}" }],
          steps: worseFrom(0.5, 1),
          links: [toService(), toLogs()],
        }),
        alerts(),
      ],
    },
    {
      title: "The observer itself",
      panels: [
        series({
          title: "Samples per second",
          description: "How many numbers Prometheus takes in.",
          unit: "cps",
          span: 8,
          lines: [{ expr: `sum(rate(prometheus_tsdb_head_samples_appended_total{${I}}[$__rate_interval]))`, legend: "samples" }],
        }),
        series({
          title: "Storage of Prometheus",
          description: "What it keeps on disk, and its cap. At the cap it drops its oldest blocks.",
          unit: "bytes",
          span: 8,
          lines: [{ expr: `sum(prometheus:storage:bytes{${I}})`, legend: "used" }, { expr: `sum(prometheus_tsdb_retention_limit_bytes{${I}})`, legend: "cap" }],
        }),
        series({
          title: "Log lines per second",
          description: "What promtail sends, and what it had to drop because Loki would not take it.",
          unit: "cps",
          span: 8,
          lines: [
            { expr: `sum(rate(promtail_sent_entries_total{${I}}[$__rate_interval]))`, legend: "sent" },
            { expr: `sum(rate(promtail_dropped_entries_total{${I}}[$__rate_interval]))`, legend: "dropped" },
          ],
        }),
      ],
    },
  ],
};
