import type { Figure } from "../../engine/usage.ts";

/** A number that matters of one service, and how Prometheus is asked for it. */
export interface Question extends Omit<Figure, "value"> {
  readonly service: string;
  /** PromQL with at most one series as its answer; none where there is nothing to say. */
  readonly query: string;
}

/** What a rate is taken over: six scrapes. */
const RATE = "30s";

/** Every number, in the order in which it is shown. */
export const QUESTIONS: readonly Question[] = [
  { service: "kafka", key: "consumerLag", label: "consumer lag", short: "lag", unit: "count", query: 'sum(kafka_consumergroup_lag{service="kafka"} >= 0)' },
  {
    service: "kafka",
    key: "messagesPerSecond",
    label: "messages a second",
    short: "msg",
    unit: "per-second",
    query: `sum(rate(kafka_topic_partition_current_offset{service="kafka",topic!~"__.*"}[${RATE}]))`,
  },
  { service: "postgres", key: "connections", label: "connections", short: "conn", unit: "count", query: 'sum(pg_stat_activity_count{service="postgres"})' },
  {
    service: "postgres",
    key: "cacheHitRatio",
    label: "cache hits",
    short: "hit",
    unit: "ratio",
    query: `sum(rate(pg_stat_database_blks_hit{service="postgres"}[${RATE}])) / (sum(rate(pg_stat_database_blks_hit{service="postgres"}[${RATE}])) + sum(rate(pg_stat_database_blks_read{service="postgres"}[${RATE}])))`,
  },
  { service: "pgbouncer", key: "waitingClients", label: "waiting clients", short: "wait", unit: "count", query: 'sum(pgbouncer_pools_client_waiting_connections{service="pgbouncer"})' },
  { service: "pgbouncer", key: "longestWaitSeconds", label: "longest wait", short: "max", unit: "seconds", query: 'max(pgbouncer_pools_client_maxwait_seconds{service="pgbouncer"})' },
  { service: "minio", key: "objects", label: "objects", short: "obj", unit: "count", query: 'max(minio_cluster_usage_object_total{service="minio"})' },
  { service: "minio", key: "objectBytes", label: "size of objects", short: "", unit: "bytes", query: 'max(minio_cluster_usage_total_bytes{service="minio"})' },
  { service: "vault", key: "leases", label: "leases", short: "leases", unit: "count", query: 'max(vault_expire_num_leases{service="vault"})' },
  { service: "prometheus", key: "series", label: "series", short: "series", unit: "count", query: 'max(prometheus_tsdb_head_series{service="prometheus"})' },
  { service: "loki", key: "linesPerSecond", label: "lines a second", short: "lines", unit: "per-second", query: `sum(rate(loki_distributor_lines_received_total{service="loki"}[${RATE}]))` },
];

const nameOf = ({ service, key }: Question): string => `${service}.${key}`;

/** All questions as one, so that a look is one request; each answer bears its name in the label `figure`. */
export const oneQuery = (questions: readonly Question[]): string => questions.map((question) => `label_replace(${question.query}, "figure", "${nameOf(question)}", "", "")`).join(" or ");

/** The numbers of a service, those of which nothing is known too. @param answers By `service.key`. */
export const figuresOf = (service: string, answers: ReadonlyMap<string, number>): readonly Figure[] =>
  QUESTIONS.filter((question) => question.service === service).map((question) => {
    const { key, label, short, unit } = question;
    return { key, label, short, unit, value: answers.get(nameOf(question)) ?? null };
  });
