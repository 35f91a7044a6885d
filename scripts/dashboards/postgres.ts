import type { Board } from "./parts/board.ts";
import { logsOf, overview } from "./parts/links.ts";
import { series, stat } from "./parts/panels.ts";
import { OF_INSTANCE as I } from "./parts/sources.ts";
import { betterFrom, worseFrom, ZERO_IS_GOOD } from "./parts/steps.ts";
import { instance } from "./parts/variables.ts";

/** Databases that people make: not the templates. */
const D = `${I}, datname!~"template.*"`;
const perSecond = (metric: string, by: string): string => `sum by (${by}) (rate(${metric}{${D}}[$__rate_interval]))`;

/** PostgreSQL 18, as postgres-exporter 0.19 sees it. */
export const postgres: Board = {
  uid: "neotool-postgres",
  title: "PostgreSQL",
  description: "Connections, transactions, cache, sizes and locks of the instance's Postgres.",
  variables: [instance()],
  links: [overview(), logsOf("postgres")],
  top: [
    stat({
      title: "Answers",
      description: "1 when Postgres answers its exporter.",
      unit: "none",
      expr: `min(pg_up{${I}})`,
      steps: betterFrom(1, 1),
    }),
    stat({
      title: "Connections in use",
      description: "The share of max_connections. From 80 % on an alert of P2 fires, from 95 % on one of P1.",
      unit: "percentunit",
      expr: `max(postgres:connections:ratio{${I}})`,
      steps: worseFrom(0.8, 0.95),
    }),
    stat({
      title: "Transactions",
      description: "Committed and rolled back, per second.",
      unit: "ops",
      expr: `sum(rate(pg_stat_database_xact_commit{${D}}[$__rate_interval])) + sum(rate(pg_stat_database_xact_rollback{${D}}[$__rate_interval]))`,
    }),
    stat({
      title: "Read from memory",
      description: "The share of blocks that Postgres had in its cache. Below 90 % it reads much from the disk: a missing index?",
      unit: "percentunit",
      expr: `min(postgres:cache_hits:ratio2m{${D}})`,
      steps: betterFrom(0.8, 0.9),
    }),
    stat({
      title: "Size",
      description: "All databases together, on this machine's disk.",
      unit: "bytes",
      expr: `sum(pg_database_size_bytes{${I}})`,
      steps: worseFrom(2e9, 5e9),
    }),
    stat({
      title: "Deadlocks",
      description: "Transactions that were ended in the time shown because they waited for each other.",
      unit: "none",
      expr: `sum(increase(pg_stat_database_deadlocks{${D}}[$__range]))`,
      steps: ZERO_IS_GOOD,
    }),
  ],
  rows: [
    {
      title: "Connections and transactions",
      panels: [
        series({
          title: "Connections by state",
          description: "`idle in transaction` holds locks and does nothing: somebody forgot to commit.",
          unit: "none",
          stacked: "stacked",
          lines: [{ expr: `sum by (state) (pg_stat_activity_count{${D}})`, legend: "{{state}}" }],
        }),
        series({
          title: "Connections and their limit",
          description: "Server processes for each database, and max_connections. The pooler shares few of them among many clients.",
          unit: "none",
          lines: [
            { expr: `sum by (datname) (pg_stat_database_numbackends{${D}})`, legend: "{{datname}}" },
            { expr: `max(pg_settings_max_connections{${I}})`, legend: "limit" },
          ],
        }),
        series({
          title: "Transactions",
          description: "A high share of rollbacks is a program that fails after it has begun.",
          unit: "ops",
          lines: [
            { expr: perSecond("pg_stat_database_xact_commit", "datname"), legend: "{{datname}} committed" },
            { expr: perSecond("pg_stat_database_xact_rollback", "datname"), legend: "{{datname}} rolled back" },
          ],
        }),
        series({
          title: "Longest transaction",
          description: "How long the oldest open transaction has been open. Long ones keep dead rows and locks.",
          unit: "s",
          lines: [{ expr: `max by (datname) (pg_stat_activity_max_tx_duration{${D}})`, legend: "{{datname}}" }],
          steps: worseFrom(60, 300),
        }),
      ],
    },
    {
      title: "Rows and cache",
      panels: [
        series({
          title: "Rows read",
          description: "`returned` is what was scanned, `fetched` what was wanted. A wide gap is a scan without an index.",
          unit: "ops",
          lines: [
            { expr: perSecond("pg_stat_database_tup_returned", "datname"), legend: "{{datname}} returned" },
            { expr: perSecond("pg_stat_database_tup_fetched", "datname"), legend: "{{datname}} fetched" },
          ],
        }),
        series({
          title: "Rows written",
          description: "Inserted, updated and deleted rows per second, of all databases.",
          unit: "ops",
          lines: [
            { expr: `sum(rate(pg_stat_database_tup_inserted{${D}}[$__rate_interval]))`, legend: "inserted" },
            { expr: `sum(rate(pg_stat_database_tup_updated{${D}}[$__rate_interval]))`, legend: "updated" },
            { expr: `sum(rate(pg_stat_database_tup_deleted{${D}}[$__rate_interval]))`, legend: "deleted" },
          ],
        }),
        series({
          title: "Read from memory",
          description: "The share of blocks that were in the cache, for each database.",
          unit: "percentunit",
          lines: [{ expr: `postgres:cache_hits:ratio2m{${D}}`, legend: "{{datname}}" }],
        }),
        series({
          title: "Temporary files",
          description: "Bytes per second that sorts and joins wrote to disk because work_mem was too small for them.",
          unit: "binBps",
          lines: [{ expr: perSecond("pg_stat_database_temp_bytes", "datname"), legend: "{{datname}}" }],
        }),
      ],
    },
    {
      title: "Disk and locks",
      panels: [
        series({
          title: "Size of databases",
          description: "On this machine's disk. From 5 GB on an alert says so.",
          unit: "bytes",
          span: 8,
          lines: [{ expr: `sum by (datname) (pg_database_size_bytes{${D}})`, legend: "{{datname}}" }],
          steps: worseFrom(2e9, 5e9),
        }),
        series({
          title: "Size of the write-ahead log",
          description: "Log segments that are kept. It grows with writes and shrinks at checkpoints.",
          unit: "bytes",
          span: 8,
          lines: [{ expr: `max(pg_wal_size_bytes{${I}})`, legend: "WAL" }],
        }),
        series({
          title: "Locks by mode",
          description: "`accessexclusivelock` is a migration or a TRUNCATE: everybody else waits for it.",
          unit: "none",
          span: 8,
          stacked: "stacked",
          lines: [{ expr: `sum by (mode) (pg_locks_count{${D}})`, legend: "{{mode}}" }],
        }),
      ],
    },
  ],
};
