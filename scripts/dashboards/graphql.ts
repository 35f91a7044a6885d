import type { Board } from "./parts/board.ts";
import { logsOfChosen, overview, toLogs } from "./parts/links.ts";
import { series, stat } from "./parts/panels.ts";
import { OF_SERVICE as S } from "./parts/sources.ts";
import { betterFrom, worseFrom } from "./parts/steps.ts";
import { instance, service } from "./parts/variables.ts";

const OPERATIONS = `sum(rate(apollo_router_operations_total{${S}}[$__rate_interval]))`;
const quantile = (q: string, histogram: string, by: string): string => `histogram_quantile(${q}, sum by (${by}) (rate(${histogram}_bucket{${S}}[$__rate_interval]))) >= 0 or ${OPERATIONS} * 0`;
const BY_SUBGRAPH = `sum by (subgraph_name) (rate(http_client_request_duration_seconds_count{${S}}[$__rate_interval]))`;
const HITS = `sum(rate(apollo_router_cache_hit_time_count{${S}}[$__rate_interval]))`;
const MISSES = `sum(rate(apollo_router_cache_miss_time_count{${S}}[$__rate_interval]))`;

/** Apollo Router 2.7.0, with the names that it really publishes. */
export const graphql: Board = {
  uid: "neotool-graphql",
  title: "GraphQL",
  description: "Operations, errors, subgraphs and query plans of Apollo Router 2.7.0.",
  variables: [instance(), service("apollo_router_pipelines")],
  links: [overview(), logsOfChosen()],
  top: [
    stat({
      title: "Operations",
      description: "GraphQL operations per second.",
      unit: "ops",
      expr: OPERATIONS,
    }),
    stat({
      title: "GraphQL errors for each operation",
      description: "Errors in answers, most of which have status 200. Above 0.05 for two minutes an alert fires.",
      unit: "none",
      expr: `max(graphql:errors:ratio2m{${S}})`,
      steps: worseFrom(0.01, 0.05),
    }),
    stat({
      title: "Failed requests",
      description: "The share of requests that the router itself answered with a 5xx.",
      unit: "percentunit",
      expr: `max(service:http_errors:ratio2m{${S}})`,
      steps: worseFrom(0.01, 0.05),
    }),
    stat({
      title: "p95",
      description: "One operation in twenty takes longer, subgraphs included.",
      unit: "s",
      expr: `max(service:http_duration_seconds:p95{${S}})`,
      steps: worseFrom(0.5, 1),
    }),
    stat({
      title: "Plans from the cache",
      description: "The share of operations whose query plan was known. Below 80 % clients send ever new operations: do they use variables?",
      unit: "percentunit",
      expr: `${HITS} / (${HITS} + ${MISSES} > 0) or ${OPERATIONS} * 0 + 1`,
      steps: betterFrom(0.5, 0.8),
    }),
    stat({
      title: "In flight",
      description: "Operations that are being worked on right now.",
      unit: "none",
      expr: `sum(apollo_router_session_count_active{${S}})`,
      steps: worseFrom(100, 500),
    }),
  ],
  rows: [
    {
      title: "Operations",
      panels: [
        series({
          title: "Operations by status",
          description: "HTTP status of the answers. 400 is an operation that cannot be parsed or does not fit the schema.",
          unit: "ops",
          stacked: "stacked",
          lines: [{ expr: `sum by (http_response_status_code) (rate(apollo_router_operations_total{${S}}[$__rate_interval]))`, legend: "{{http_response_status_code}}" }],
          links: [toLogs()],
        }),
        series({
          title: "GraphQL errors by code",
          description: "Errors per second in the answers: SUBREQUEST_HTTP_ERROR is a subgraph that failed, GRAPHQL_VALIDATION_FAILED a client that asks for what is not there.",
          unit: "cps",
          lines: [
            { expr: `sum by (code) (rate(apollo_router_graphql_error_total{${S}}[$__rate_interval])) or label_replace(${OPERATIONS} * 0, "code", "none", "", "")`, legend: "{{code}}" },
          ],
          links: [toLogs()],
        }),
        series({
          title: "Response time",
          description: "Of the whole operation. Half of them are quicker than p50.",
          unit: "s",
          lines: [
            { expr: quantile("0.5", "http_server_request_duration_seconds", "le"), legend: "p50" },
            { expr: quantile("0.95", "http_server_request_duration_seconds", "le"), legend: "p95" },
            { expr: quantile("0.99", "http_server_request_duration_seconds", "le"), legend: "p99" },
          ],
          steps: worseFrom(0.5, 1),
        }),
        series({
          title: "In flight",
          description: "HTTP requests and GraphQL operations that are being worked on. A line that only grows is a subgraph that hangs.",
          unit: "none",
          lines: [{ expr: `sum(http_server_active_requests{${S}})`, legend: "requests" }, { expr: `sum(apollo_router_session_count_active{${S}})`, legend: "operations" }],
        }),
      ],
    },
    {
      title: "Subgraphs",
      panels: [
        series({
          title: "Requests to subgraphs",
          description: "How often each subgraph is asked. Many more than operations means many hops in the plan.",
          unit: "reqps",
          lines: [{ expr: BY_SUBGRAPH, legend: "{{subgraph_name}}" }],
          links: [toLogs()],
        }),
        series({
          title: "Response time of subgraphs, p95",
          description: "Which subgraph makes operations slow.",
          unit: "s",
          lines: [
            { expr: `histogram_quantile(0.95, sum by (subgraph_name, le) (rate(http_client_request_duration_seconds_bucket{${S}}[$__rate_interval]))) >= 0 or ${BY_SUBGRAPH} * 0`, legend: "{{subgraph_name}}" },
          ],
          steps: worseFrom(0.5, 1),
          links: [toLogs()],
        }),
      ],
    },
    {
      title: "Query planning and the process",
      panels: [
        series({
          title: "Time to plan, p95",
          description: "How long a new operation is planned. Known ones come from the cache.",
          unit: "s",
          span: 8,
          lines: [{ expr: quantile("0.95", "apollo_router_query_planning_total_duration", "le"), legend: "p95" }],
          steps: worseFrom(0.1, 0.5),
        }),
        series({
          title: "Plan cache",
          description: "Plans that were found and plans that had to be made, per second.",
          unit: "cps",
          span: 8,
          stacked: "stacked",
          lines: [{ expr: HITS, legend: "found" }, { expr: MISSES, legend: "made" }],
        }),
        series({
          title: "Cached plans",
          description: "How many plans are kept, by cache.",
          unit: "none",
          span: 8,
          lines: [{ expr: `sum by (kind) (apollo_router_cache_size{${S}})`, legend: "{{kind}}" }],
        }),
        series({
          title: "Memory",
          description: "What the router holds (resident) and what it really uses (allocated).",
          unit: "bytes",
          span: 8,
          lines: [{ expr: `sum(apollo_router_jemalloc_resident{${S}})`, legend: "resident" }, { expr: `sum(apollo_router_jemalloc_allocated{${S}})`, legend: "allocated" }],
        }),
        series({
          title: "Waiting computations",
          description: "Parsing and planning jobs that wait for a thread. More than a few: the router has too little CPU.",
          unit: "none",
          span: 8,
          lines: [{ expr: `sum(apollo_router_compute_jobs_queued{${S}})`, legend: "waiting" }],
          steps: worseFrom(10, 100),
        }),
        series({
          title: "Open connections",
          description: "Connections of clients by state.",
          unit: "none",
          span: 8,
          lines: [{ expr: `sum by (http_connection_state) (apollo_router_open_connections{${S}})`, legend: "{{http_connection_state}}" }],
        }),
      ],
    },
  ],
};
