import type { Board } from "./parts/board.ts";
import { logsOfChosen, overview, toJvm, toLogs } from "./parts/links.ts";
import { series, seriesOfLogs, stat } from "./parts/panels.ts";
import { OF_SERVICE as S } from "./parts/sources.ts";
import { worseFrom } from "./parts/steps.ts";
import { instance, service } from "./parts/variables.ts";

/** Requests by status: Micronaut, the router and Next.js name the same label differently. */
const BY_STATUS = [
  `sum by (service, status) (rate(http_server_requests_seconds_count{${S}}[$__rate_interval]))`,
  `sum by (service, status) (label_replace(rate(http_server_request_duration_seconds_count{${S}}[$__rate_interval]), "status", "$1", "http_response_status_code", "(.*)"))`,
  `sum by (service, status) (label_replace(rate(http_request_duration_seconds_count{${S}, kind="application"}[$__rate_interval]), "status", "$1", "status_code", "(.*)"))`,
].join(" or ");

const TIME_BY_URI = `sum by (service, method, uri) (rate(http_server_requests_seconds_sum{${S}}[$__rate_interval]))`;
const COUNT_BY_URI = `sum by (service, method, uri) (rate(http_server_requests_seconds_count{${S}}[$__rate_interval]))`;

/** Rate, errors, duration: the three questions about any service. */
export const services: Board = {
  uid: "neotool-services",
  title: "Service metrics",
  description: "Rate, errors and duration of each application, and its slowest addresses.",
  variables: [instance(), service('up{kind="application"}')],
  links: [overview(), logsOfChosen()],
  top: [
    stat({
      title: "Up",
      description: "How many of the chosen applications answer.",
      unit: "none",
      expr: `sum(service:up{${S}}) or vector(0)`,
    }),
    stat({
      title: "Requests",
      description: "Per second, over the last two minutes.",
      unit: "reqps",
      expr: `sum(service:http_requests:rate2m{${S}}) or vector(0)`,
    }),
    stat({
      title: "Failed requests",
      description: "The share that was answered with a 5xx.",
      unit: "percentunit",
      expr: `sum(service:http_errors:rate2m{${S}}) / (sum(service:http_requests:rate2m{${S}}) > 0) or vector(0)`,
      steps: worseFrom(0.01, 0.05),
    }),
    stat({
      title: "Mean response time",
      description: "Of all requests, over the last two minutes.",
      unit: "s",
      expr: `max(service:http_duration_seconds:mean2m{${S}}) or vector(0)`,
      steps: worseFrom(0.3, 1),
    }),
    stat({
      title: "p95",
      description: "One request in twenty takes longer. The slowest of the chosen services counts.",
      unit: "s",
      expr: `max(service:http_duration_seconds:p95{${S}}) or vector(0)`,
      steps: worseFrom(0.5, 1),
    }),
    stat({
      title: "p99",
      description: "One request in a hundred takes longer. The slowest of the chosen services counts.",
      unit: "s",
      expr: `max(service:http_duration_seconds:p99{${S}}) or vector(0)`,
      steps: worseFrom(1, 3),
    }),
  ],
  rows: [
    {
      title: "Rate and errors",
      panels: [
        series({
          title: "Requests per second",
          description: "How much each service has to do.",
          unit: "reqps",
          lines: [{ expr: `service:http_requests:rate2m{${S}}`, legend: "{{service}}" }],
          links: [toLogs(), toJvm()],
        }),
        series({
          title: "Requests by status",
          description: "What was answered. 5xx is the service's fault, 4xx mostly the caller's.",
          unit: "reqps",
          stacked: "stacked",
          lines: [{ expr: BY_STATUS, legend: "{{service}} {{status}}" }],
          links: [toLogs()],
        }),
        series({
          title: "Failed requests",
          description: "The share of 5xx answers. The dashed lines are the limits of the alerts (1 % is P2, 5 % is P1).",
          unit: "percentunit",
          lines: [{ expr: `service:http_errors:ratio2m{${S}}`, legend: "{{service}}" }],
          steps: worseFrom(0.01, 0.05),
          links: [toLogs()],
        }),
        seriesOfLogs({
          title: "Error lines in the logs",
          description: "Lines of the level error or fatal, per service. Errors without failed requests are worth a look too.",
          unit: "short",
          lines: [{ expr: `sum by (service) (count_over_time({${S}, level=~"error|fatal"}[$__auto])) or label_replace(vector(0), "service", "none", "", "")`, legend: "{{service}}" }],
          links: [toLogs()],
        }),
      ],
    },
    {
      title: "Duration",
      panels: [
        series({
          title: "Mean response time",
          description: "The mean hides outliers: look at p95 beside it.",
          unit: "s",
          span: 8,
          lines: [{ expr: `service:http_duration_seconds:mean2m{${S}}`, legend: "{{service}}" }],
          links: [toLogs()],
        }),
        series({
          title: "p95",
          description: "One request in twenty takes longer. For a service that publishes no histogram its slowest request stands in.",
          unit: "s",
          span: 8,
          lines: [{ expr: `service:http_duration_seconds:p95{${S}}`, legend: "{{service}}" }],
          steps: worseFrom(0.5, 1),
          links: [toLogs()],
        }),
        series({
          title: "p99",
          description: "One request in a hundred takes longer. For a service that publishes no histogram its slowest request stands in.",
          unit: "s",
          span: 8,
          lines: [{ expr: `service:http_duration_seconds:p99{${S}}`, legend: "{{service}}" }],
          steps: worseFrom(1, 3),
          links: [toLogs()],
        }),
      ],
    },
    {
      title: "Addresses of the Kotlin services",
      panels: [
        series({
          title: "Slowest addresses",
          description: "The ten addresses with the longest mean response time.",
          unit: "s",
          lines: [{ expr: `topk(10, ${TIME_BY_URI} / (${COUNT_BY_URI} > 0))`, legend: "{{service}} {{method}} {{uri}}" }],
          links: [toLogs()],
        }),
        series({
          title: "Most asked addresses",
          description: "The ten addresses with the most requests per second.",
          unit: "reqps",
          lines: [{ expr: `topk(10, ${COUNT_BY_URI})`, legend: "{{service}} {{method}} {{uri}}" }],
          links: [toLogs()],
        }),
      ],
    },
  ],
};
