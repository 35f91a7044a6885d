import type { Consumer } from "../model/consumer.ts";
import type { Condition, RestartPolicy } from "../model/service.ts";
import type { Bucket, Topic } from "../model/task.ts";
import type { FeatureFlag } from "./feature-flags/flag.ts";

/** What every service has. */
export interface ServiceSettings {
  /** Official reference. */
  readonly image: string;
  /** Preferred on 127.0.0.1. */
  readonly port: number;
  /** Its limit. */
  readonly memoryMiB: number;
}

export interface PostgresSettings extends ServiceSettings {
  /** The application's database. */
  readonly database: string;
  /** The application's role: owns every database, is no superuser. */
  readonly owner: string;
  /** For migrations of the server itself, exporters and `dev exec psql-admin`. */
  readonly superuser: string;
  /** One schema and one login role of the same name for each Kotlin service. */
  readonly schemas: readonly string[];
  readonly extensions: readonly string[];
  /** More databases, by name. */
  readonly databases: Readonly<Record<string, { readonly schemas: readonly string[]; readonly extensions: readonly string[] }>>;
  readonly maxConnections: number;
}

export interface KafkaSettings extends ServiceSettings {
  /** By name. */
  readonly topics: Readonly<Record<string, Omit<Topic, "name">>>;
  /** Whether producing to an unknown topic makes it. Off: a typo would be a topic, and a deleted topic would rise again. */
  readonly autoCreateTopics: boolean;
  readonly heapMiB: number;
}

export interface MinioSettings extends ServiceSettings {
  readonly consolePort: number;
  readonly region: string;
  readonly buckets: Readonly<Record<string, Omit<Bucket, "name">>>;
}

export interface JwtSettings {
  /** KV v2 mount in Vault. */
  readonly mount: string;
  /** Below it, one secret per key id. */
  readonly path: string;
  readonly jwksBucket: string;
  readonly jwksObject: string;
}

/** A file of the project that is put into a service, read and checked. */
export interface OwnFile {
  /** Without folders. */
  readonly name: string;
  readonly content: string;
}

/** A program on this machine that tells its metrics. */
export interface Application {
  readonly port: number;
  /** @default "/metrics" */
  readonly path: string;
}

/** An application of the project, as its config says. */
export interface AppSettings {
  readonly command: string | readonly string[];
  /** Relative to the working copy. */
  readonly cwd: string;
  readonly port?: number | undefined;
  readonly consumer?: Consumer | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** A path, `tcp` or `none`. */
  readonly readiness?: string | undefined;
  readonly readyWithinSeconds?: number | undefined;
  readonly restart: RestartPolicy;
  readonly watch: readonly string[];
  readonly dependsOn: Readonly<Record<string, Condition>>;
  readonly stopGraceSeconds?: number | undefined;
}

export interface PrometheusSettings extends ServiceSettings {
  readonly retentionDays: number;
  /** What is oldest goes when this is reached, whatever its age. */
  readonly maxGigabytes: number;
  /** Besides ours. */
  readonly rules: readonly OwnFile[];
}

export interface LokiSettings extends ServiceSettings {
  readonly retentionDays: number;
  /** Above it `doctor` warns: Loki itself throws away by age only. */
  readonly warnGigabytes: number;
}

export interface GrafanaSettings extends ServiceSettings {
  /** Besides ours. */
  readonly dashboards: readonly OwnFile[];
}

export interface AlertmanagerSettings extends ServiceSettings {
  /** Where alerts are posted; `undefined`: they are only shown. */
  readonly webhook: string | undefined;
}

/** A service that answers a part of the graph. */
export interface Subgraph {
  /** As it is called on this machine. */
  readonly url: string;
  /** A file of the project with its schema, by its path from there. @default the running service is asked */
  readonly schema: string | undefined;
}

export interface GatewaySettings extends ServiceSettings {
  readonly healthPort: number;
  readonly metricsPort: number;
  /** By name. */
  readonly subgraphs: Readonly<Record<string, Subgraph>>;
  /** Web pages that may call it from a browser. */
  readonly corsOrigins: readonly string[];
  /** Headers of a request that services get too. */
  readonly propagate: readonly string[];
  /** Whether the router checks tokens against the stack's JWKS. */
  readonly jwt: "off" | "optional" | "required";
  /** Whether there is a licence of Apollo's, for what the router does only with one. It is a credential. */
  readonly licensed: boolean;
  /** More of the router's own configuration. */
  readonly router: Readonly<Record<string, unknown>>;
}

export interface FeatureFlagsSettings extends ServiceSettings {
  /** Of the project's file, read and checked. */
  readonly flags: readonly FeatureFlag[];
}

export interface MailSettings extends ServiceSettings {
  /** Where applications send mail; `port` is of the web inbox. */
  readonly smtpPort: number;
}

/** Everything a project may change about the stack. */
export interface Settings {
  readonly postgres: PostgresSettings;
  readonly pgbouncer: ServiceSettings;
  readonly kafka: KafkaSettings;
  readonly vault: ServiceSettings;
  readonly minio: MinioSettings;
  readonly jwt: JwtSettings;
  readonly prometheus: PrometheusSettings;
  readonly loki: LokiSettings;
  /** Which program sends logs to Loki. */
  readonly logAgent: "promtail" | "alloy";
  readonly promtail: ServiceSettings;
  readonly alloy: ServiceSettings;
  readonly grafana: GrafanaSettings;
  readonly alertmanager: AlertmanagerSettings;
  readonly gateway: GatewaySettings;
  readonly featureFlags: FeatureFlagsSettings;
  readonly mail: MailSettings;
  readonly postgresExporter: ServiceSettings;
  readonly pgbouncerExporter: ServiceSettings;
  readonly kafkaExporter: ServiceSettings;
  /** Programs on this machine that are scraped, by name. */
  readonly metrics: Readonly<Record<string, Application>>;
  /** Programs on this machine that are ours to run, by name. */
  readonly apps: Readonly<Record<string, AppSettings>>;
  /** Of a cluster, where services run in one. */
  readonly cluster: { readonly image: string };
}

/** What production runs, as far as a laptop can. */
export const DEFAULT_SETTINGS: Settings = {
  postgres: {
    image: "postgres:18.1",
    port: 5432,
    database: "neotool_db",
    owner: "neotool",
    superuser: "postgres",
    schemas: ["app", "security", "assets", "assistant", "comms"],
    extensions: ["pgcrypto", "uuid-ossp", "citext", "pg_trgm", "pg_stat_statements"],
    databases: {},
    maxConnections: 200,
    memoryMiB: 512,
  },
  pgbouncer: { image: "edoburu/pgbouncer:v1.25.1-p0", port: 6432, memoryMiB: 192 }, // 130 kB for each database that a test has used in the last minutes
  kafka: { image: "apache/kafka:3.7.0", port: 9092, topics: {}, autoCreateTopics: false, heapMiB: 256, memoryMiB: 640 },
  vault: { image: "hashicorp/vault:1.21.1", port: 8200, memoryMiB: 256 },
  minio: {
    image: "quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z",
    port: 9000,
    consolePort: 9001,
    region: "us-east-1",
    buckets: {
      "neotool-assets-public": { versioning: false, access: "public-read" },
      "neotool-assets-private": { versioning: true, access: "private" },
    },
    memoryMiB: 384,
  },
  jwt: { mount: "secret", path: "jwt/keys", jwksBucket: "neotool-jwks", jwksObject: "jwks.json" },
  prometheus: { image: "prom/prometheus:v2.55.1", port: 9090, retentionDays: 15, maxGigabytes: 2, rules: [], memoryMiB: 384 },
  loki: { image: "grafana/loki:2.9.0", port: 3100, retentionDays: 7, warnGigabytes: 2, memoryMiB: 384 },
  logAgent: "promtail",
  promtail: { image: "grafana/promtail:2.9.0", port: 9080, memoryMiB: 128 },
  alloy: { image: "grafana/alloy:v1.20.1", port: 12_345, memoryMiB: 256 },
  grafana: { image: "grafana/grafana:11.1.4", port: 3001, dashboards: [], memoryMiB: 384 },
  alertmanager: { image: "prom/alertmanager:v0.27.0", port: 9093, webhook: undefined, memoryMiB: 64 },
  gateway: {
    image: "ghcr.io/apollographql/router:v2.7.0",
    port: 4000,
    healthPort: 8088,
    metricsPort: 9095, // its own, 9090, is Prometheus' on this machine
    subgraphs: {},
    corsOrigins: ["http://localhost:3000", "http://127.0.0.1:3000"],
    propagate: ["authorization", "x-request-id"],
    jwt: "off",
    licensed: false,
    router: {},
    memoryMiB: 256,
  },
  featureFlags: { image: "unleashorg/unleash-server:8.2.0", port: 4242, flags: [], memoryMiB: 288 },
  mail: { image: "axllent/mailpit:v1.31.1", port: 8025, smtpPort: 1025, memoryMiB: 64 },
  postgresExporter: { image: "prometheuscommunity/postgres-exporter:v0.19.1", port: 9187, memoryMiB: 64 },
  pgbouncerExporter: { image: "prometheuscommunity/pgbouncer-exporter:v0.12.0", port: 9127, memoryMiB: 64 },
  kafkaExporter: { image: "danielqsj/kafka-exporter:v1.9.0", port: 9308, memoryMiB: 64 },
  metrics: {
    security: { port: 8080, path: "/prometheus" },
    app: { port: 8081, path: "/prometheus" },
    assistant: { port: 8082, path: "/prometheus" },
    assets: { port: 8083, path: "/prometheus" },
    comms: { port: 8084, path: "/prometheus" },
    web: { port: 3000, path: "/api/metrics" },
  },
  apps: {},
  // Kubernetes 1.35 and later refuse a host with cgroup v1.
  cluster: { image: "rancher/k3s:v1.33.5-k3s1" },
};
