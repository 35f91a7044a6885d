/** Files below `compose/prometheus/rules/`. */
export const RULE_FILES: readonly string[] = ["alerts.yml", "observability.yml", "recording.yml", "stores.yml"];

/** Files below `compose/grafana/dashboards/`, each named by the uid of its dashboard. */
export const DASHBOARD_UIDS: readonly string[] = [
  "neotool-overview",
  "neotool-services",
  "neotool-jvm",
  "neotool-graphql",
  "neotool-postgres",
  "neotool-pgbouncer",
  "neotool-kafka",
  "neotool-minio",
  "neotool-vault",
  "neotool-logs",
];

/** Dashboards that a runtime adds of itself. A project's own may not take their uids either. */
export const DASHBOARD_UIDS_OF_RUNTIMES: readonly string[] = ["neotool-cluster"];

/** What all of them are called: in one folder Grafana 11.1 knows no two of a title (grafana/grafana#90687 lifts that in 11.3). */
export const DASHBOARD_TITLES: readonly string[] = ["Neotool overview", "Service metrics", "JVM", "GraphQL", "PostgreSQL", "PgBouncer", "Kafka", "MinIO", "Vault", "Logs", "Kubernetes cluster"];
