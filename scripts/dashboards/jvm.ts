import type { Board } from "./parts/board.ts";
import { logsOfChosen, overview, requestsOfChosen, toLogs } from "./parts/links.ts";
import { series, stat } from "./parts/panels.ts";
import { OF_SERVICE as S } from "./parts/sources.ts";
import { worseFrom, ZERO_IS_GOOD } from "./parts/steps.ts";
import { instance, service } from "./parts/variables.ts";

const rate = (metric: string): string => `sum by (service) (rate(${metric}{${S}}[$__rate_interval]))`;

/** What Micrometer says of a JVM: memory, collector, threads, connection pool. */
export const jvm: Board = {
  uid: "neotool-jvm",
  title: "JVM",
  description: "Memory, garbage collection, threads, CPU, database connections and Kafka consumers of the Kotlin services, as Micrometer reports them.",
  variables: [instance(), service("jvm_memory_used_bytes")],
  links: [overview(), requestsOfChosen(), logsOfChosen()],
  top: [
    stat({
      title: "Fullest heap",
      description: "Used heap as a share of the most it may grow to. Above 90 % the collector eats the time.",
      unit: "percentunit",
      expr: `max(jvm:heap_used:ratio{${S}})`,
      steps: worseFrom(0.75, 0.9),
    }),
    stat({
      title: "Time in collection",
      description: "The share of time in which the collector stopped the program.",
      unit: "percentunit",
      expr: `max(${rate("jvm_gc_pause_seconds_sum")})`,
      steps: worseFrom(0.05, 0.15),
    }),
    stat({
      title: "CPU",
      description: "The share of this machine's CPUs that the busiest service uses.",
      unit: "percentunit",
      expr: `max(process_cpu_usage{${S}})`,
      steps: worseFrom(0.7, 0.9),
    }),
    stat({
      title: "Threads",
      description: "Live threads of all chosen services. Virtual threads are not among them.",
      unit: "none",
      expr: `sum(jvm_threads_live_threads{${S}})`,
    }),
    stat({
      title: "Waiting for a connection",
      description: "Threads that wait for a database connection. More than none for a minute means that the pool is exhausted.",
      unit: "none",
      expr: `sum(hikaricp_connections_pending{${S}})`,
      steps: ZERO_IS_GOOD,
    }),
    stat({
      title: "Youngest since",
      description: "How long the service runs that was restarted last.",
      unit: "s",
      expr: `min(process_uptime_seconds{${S}})`,
    }),
  ],
  rows: [
    {
      title: "Memory",
      panels: [
        series({
          title: "Heap",
          description: "Used and committed heap. A saw tooth is healthy; a floor that rises from tooth to tooth is a leak.",
          unit: "bytes",
          lines: [
            { expr: `sum by (service) (jvm_memory_used_bytes{${S}, area="heap"})`, legend: "{{service}} used" },
            { expr: `sum by (service) (jvm_memory_committed_bytes{${S}, area="heap"})`, legend: "{{service}} committed" },
          ],
          links: [toLogs()],
        }),
        series({
          title: "Heap as a share of its limit",
          description: "The dashed lines are 75 % and 90 %; from 90 % on an alert fires.",
          unit: "percentunit",
          lines: [{ expr: `jvm:heap_used:ratio{${S}}`, legend: "{{service}}" }],
          steps: worseFrom(0.75, 0.9),
          links: [toLogs()],
        }),
        series({
          title: "Memory pools",
          description: "Which part of the memory is in use, heap and beside it.",
          unit: "bytes",
          stacked: "stacked",
          lines: [{ expr: `sum by (service, id) (jvm_memory_used_bytes{${S}})`, legend: "{{service}} {{id}}" }],
        }),
        series({
          title: "Allocation",
          description: "How many bytes of new objects are made each second. Much of it means much work for the collector.",
          unit: "binBps",
          lines: [{ expr: rate("jvm_gc_memory_allocated_bytes_total"), legend: "{{service}}" }],
        }),
      ],
    },
    {
      title: "Garbage collection, threads and CPU",
      panels: [
        series({
          title: "Time in collection",
          description: "The share of time in which the collector stopped the program, by cause.",
          unit: "percentunit",
          span: 8,
          lines: [{ expr: `sum by (service, cause) (rate(jvm_gc_pause_seconds_sum{${S}}[$__rate_interval]))`, legend: "{{service}} {{cause}}" }],
          steps: worseFrom(0.05, 0.15),
        }),
        series({
          title: "Longest pause",
          description: "The longest stop within the last minutes. Requests in that moment wait as long.",
          unit: "s",
          span: 8,
          lines: [{ expr: `max by (service) (jvm_gc_pause_seconds_max{${S}})`, legend: "{{service}}" }],
          steps: worseFrom(0.2, 1),
        }),
        series({
          title: "CPU",
          description: "The share of this machine's CPUs that each service uses.",
          unit: "percentunit",
          span: 8,
          lines: [{ expr: `max by (service) (process_cpu_usage{${S}})`, legend: "{{service}}" }],
          steps: worseFrom(0.7, 0.9),
        }),
        series({
          title: "Threads by state",
          description: "Many blocked threads wait for the same lock.",
          unit: "none",
          span: 8,
          stacked: "stacked",
          lines: [{ expr: `sum by (service, state) (jvm_threads_states_threads{${S}})`, legend: "{{service}} {{state}}" }],
        }),
        series({
          title: "Loaded classes",
          description: "A number that only grows is a leak of class loaders.",
          unit: "none",
          span: 8,
          lines: [{ expr: `max by (service) (jvm_classes_loaded_classes{${S}})`, legend: "{{service}}" }],
        }),
        series({
          title: "Open files",
          description: "Files and sockets that are open, as a share of the limit.",
          unit: "percentunit",
          span: 8,
          lines: [{ expr: `max by (service) (process_files_open_files{${S}}) / max by (service) (process_files_max_files{${S}})`, legend: "{{service}}" }],
          steps: worseFrom(0.7, 0.9),
        }),
      ],
    },
    {
      title: "Database connections (HikariCP), Kafka consumers and log events",
      panels: [
        series({
          title: "Connections",
          description: "Connections in use and threads that wait for one. Waiting threads while all are in use: the pool is too small, or transactions are long.",
          unit: "none",
          lines: [
            { expr: `sum by (service) (hikaricp_connections_active{${S}})`, legend: "{{service}} in use" },
            { expr: `sum by (service) (hikaricp_connections_pending{${S}})`, legend: "{{service}} waiting" },
            { expr: `sum by (service) (hikaricp_connections_max{${S}})`, legend: "{{service}} limit" },
          ],
          links: [toLogs()],
        }),
        series({
          title: "Wait for a connection",
          description: "The mean time until a thread had its connection.",
          unit: "s",
          lines: [
            { expr: `${rate("hikaricp_connections_acquire_seconds_sum")} / (${rate("hikaricp_connections_acquire_seconds_count")} > 0) or sum by (service) (hikaricp_connections{${S}}) * 0`, legend: "{{service}}" },
          ],
          steps: worseFrom(0.05, 0.5),
        }),
        series({
          title: "Kafka records behind",
          description: "The most records that a consumer of the service is behind on one partition, as the consumer sees it.",
          unit: "short",
          lines: [{ expr: `max by (service, client_id) (kafka_consumer_records_lag_max{${S}})`, legend: "{{service}} {{client_id}}" }],
          steps: worseFrom(100, 1000),
          links: [toLogs()],
        }),
        series({
          title: "Log events by level",
          description: "Lines per second that Logback wrote, by level.",
          unit: "cps",
          lines: [{ expr: `sum by (service, level) (rate(logback_events_total{${S}}[$__rate_interval]))`, legend: "{{service}} {{level}}" }],
          links: [toLogs()],
        }),
      ],
    },
  ],
};
