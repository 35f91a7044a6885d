import type { Board } from "./parts/board.ts";
import { logsOf, overview } from "./parts/links.ts";
import { series, stat } from "./parts/panels.ts";
import { OF_INSTANCE as I } from "./parts/sources.ts";
import { betterFrom, worseFrom } from "./parts/steps.ts";
import { instance } from "./parts/variables.ts";

/** Real databases: the admin console is one of its own. */
const D = `${I}, database!="pgbouncer"`;
const rate = (metric: string): string => `sum by (database) (rate(pgbouncer_stats_totals_${metric}{${D}}[$__rate_interval]))`;
const perDatabase = (metric: string): string => `sum by (database) (pgbouncer_databases_${metric}{${I}, name!="pgbouncer"})`;
const QUERIES = rate("queries_pooled_total");
const TRANSACTIONS = rate("sql_transactions_pooled_total");

/** The pooler in transaction mode, as pgbouncer-exporter 0.12 sees it. */
export const pgbouncer: Board = {
  uid: "neotool-pgbouncer",
  title: "PgBouncer",
  description: "Clients, server connections, waiting and throughput of the pooler between applications and Postgres.",
  variables: [instance()],
  links: [overview(), logsOf("pgbouncer")],
  top: [
    stat({
      title: "Answers",
      description: "1 when PgBouncer answers its exporter.",
      unit: "none",
      expr: `min(pgbouncer_up{${I}})`,
      steps: betterFrom(1, 1),
    }),
    stat({
      title: "Clients",
      description: "Connected clients that are served or idle, of all databases.",
      unit: "none",
      expr: `sum(pgbouncer_pools_client_active_connections{${D}})`,
    }),
    stat({
      title: "Waiting clients",
      description: "Clients that want to send a query and have no server connection. More than none for a minute: an alert.",
      unit: "none",
      expr: `sum(pgbouncer_pools_client_waiting_connections{${D}})`,
      steps: worseFrom(1, 5),
    }),
    stat({
      title: "Longest wait",
      description: "How long the client waits that has waited longest. From 5 seconds on an alert of P1 fires.",
      unit: "s",
      expr: `max(pgbouncer_pools_client_maxwait_seconds{${D}})`,
      steps: worseFrom(1, 5),
    }),
    stat({
      title: "Server connections in use",
      description: "Connections to Postgres on which a transaction runs.",
      unit: "none",
      expr: `sum(pgbouncer_pools_server_active_connections{${D}})`,
    }),
    stat({
      title: "Queries",
      description: "Per second, through the pooler.",
      unit: "ops",
      expr: `sum(rate(pgbouncer_stats_totals_queries_pooled_total{${D}}[$__rate_interval]))`,
    }),
  ],
  rows: [
    {
      title: "Clients and server connections",
      panels: [
        series({
          title: "Clients",
          description: "Active clients hold a server connection or need none; waiting ones need one and have none.",
          unit: "none",
          lines: [
            { expr: `sum by (database) (pgbouncer_pools_client_active_connections{${D}})`, legend: "{{database}} active" },
            { expr: `pgbouncer:clients_waiting:sum{${I}}`, legend: "{{database}} waiting" },
          ],
        }),
        series({
          title: "Server connections",
          description: "Connections to Postgres: in use, idle, and used but not yet checked again.",
          unit: "none",
          stacked: "stacked",
          lines: [
            { expr: `sum by (database) (pgbouncer_pools_server_active_connections{${D}})`, legend: "{{database}} in use" },
            { expr: `sum by (database) (pgbouncer_pools_server_idle_connections{${D}})`, legend: "{{database}} idle" },
            { expr: `sum by (database) (pgbouncer_pools_server_used_connections{${D}})`, legend: "{{database}} used" },
          ],
        }),
        series({
          title: "Pool in use",
          description: "Server connections of a database as a share of the pool of one user. Above 1 several users have a pool each.",
          unit: "percentunit",
          lines: [
            { expr: `${perDatabase("current_connections")} / (${perDatabase("pool_size")} > 0)`, legend: "{{database}}" },
          ],
        }),
        series({
          title: "Time spent waiting",
          description: "Seconds per second that clients waited for a server connection. 1 means: one client waited all the time.",
          unit: "s",
          lines: [{ expr: rate("client_wait_seconds_total"), legend: "{{database}}" }],
          steps: worseFrom(0.5, 1),
        }),
      ],
    },
    {
      title: "Throughput",
      panels: [
        series({
          title: "Queries",
          description: "Per second, for each database.",
          unit: "ops",
          lines: [{ expr: QUERIES, legend: "{{database}}" }],
        }),
        series({
          title: "Transactions",
          description: "Per second. In transaction mode a server connection goes back to the pool after each.",
          unit: "ops",
          lines: [{ expr: TRANSACTIONS, legend: "{{database}}" }],
        }),
        series({
          title: "Mean query time",
          description: "How long Postgres works on a query.",
          unit: "s",
          lines: [{ expr: `${rate("queries_duration_seconds_total")} / (${QUERIES} > 0) or ${QUERIES} * 0`, legend: "{{database}}" }],
          steps: worseFrom(0.1, 1),
        }),
        series({
          title: "Mean transaction time",
          description: "How long a transaction holds its server connection, pauses of the program included. Much longer than its queries: the program does other things in between.",
          unit: "s",
          lines: [{ expr: `${rate("server_in_transaction_seconds_total")} / (${TRANSACTIONS} > 0) or ${TRANSACTIONS} * 0`, legend: "{{database}}" }],
          steps: worseFrom(0.5, 5),
        }),
        series({
          title: "From clients",
          description: "Bytes per second that clients sent.",
          unit: "binBps",
          lines: [{ expr: rate("received_bytes_total"), legend: "{{database}}" }],
        }),
        series({
          title: "To clients",
          description: "Bytes per second that clients got.",
          unit: "binBps",
          lines: [{ expr: rate("sent_bytes_total"), legend: "{{database}}" }],
        }),
      ],
    },
  ],
};
