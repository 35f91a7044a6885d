/** Programs that people ask with and that official images do not hold, by product: a probe that calls one never passes. */
export const ABSENT: Readonly<Record<string, readonly string[]>> = {
  postgres: ["curl", "wget", "nc", "ncat", "netcat", "telnet"],
  pgbouncer: ["curl"],
  // Its scripts are in /opt/kafka/bin, which is not on the PATH.
  kafka: ["curl", "kafka-topics", "kafka-topics.sh", "kafka-broker-api-versions", "kafka-broker-api-versions.sh", "kafka-metadata-quorum.sh", "zookeeper-shell.sh"],
  vault: ["curl", "bash"],
  prometheus: ["curl", "bash"],
  alertmanager: ["curl", "bash"],
  loki: ["curl", "bash"],
  promtail: ["curl", "wget"],
  minio: ["wget", "nc"],
  "postgres-exporter": ["curl", "bash"],
  "pgbouncer-exporter": ["curl", "bash"],
  "kafka-exporter": ["curl", "bash"],
};

/** Where that is known of: other builds hold other programs. */
export const OFFICIAL: Readonly<Record<string, RegExp>> = {
  postgres: /^library\/postgres$/,
  pgbouncer: /^edoburu\/pgbouncer$/,
  kafka: /^apache\/kafka$/,
  vault: /^hashicorp\/vault$/,
  prometheus: /^prom\/prometheus$/,
  alertmanager: /^prom\/alertmanager$/,
  loki: /^grafana\/loki$/,
  promtail: /^grafana\/promtail$/,
  minio: /^minio\/minio$/,
  "postgres-exporter": /^prometheuscommunity\/postgres-exporter$/,
  "pgbouncer-exporter": /^prometheuscommunity\/pgbouncer-exporter$/,
  "kafka-exporter": /^danielqsj\/kafka-exporter$/,
};

/** As whom official images run, where no definition says it by the owner of a file. */
export const USERS: Readonly<Record<string, number>> = { vault: 100, "postgres-exporter": 65_534, "pgbouncer-exporter": 65_534, "kafka-exporter": 65_534 };
