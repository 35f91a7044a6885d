import type { Bucket, Topic } from "../model/task.ts";

export interface PostgresSettings {
  readonly image: string;
  readonly port: number;
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
  readonly memoryMiB: number;
}

export interface PgbouncerSettings {
  readonly image: string;
  readonly port: number;
  readonly memoryMiB: number;
}

export interface KafkaSettings {
  readonly image: string;
  readonly port: number;
  /** By name. */
  readonly topics: Readonly<Record<string, Omit<Topic, "name">>>;
  /** Whether producing to an unknown topic makes it. Off: a typo would be a topic, and a deleted topic would rise again. */
  readonly autoCreateTopics: boolean;
  readonly heapMiB: number;
  readonly memoryMiB: number;
}

export interface VaultSettings {
  readonly image: string;
  readonly port: number;
  readonly memoryMiB: number;
}

export interface MinioSettings {
  readonly image: string;
  readonly port: number;
  readonly consolePort: number;
  readonly region: string;
  readonly buckets: Readonly<Record<string, Omit<Bucket, "name">>>;
  readonly memoryMiB: number;
}

export interface JwtSettings {
  /** KV v2 mount in Vault. */
  readonly mount: string;
  /** Below it, one secret per key id. */
  readonly path: string;
  readonly jwksBucket: string;
  readonly jwksObject: string;
}

/** Everything a project may change about the stack. */
export interface Settings {
  readonly postgres: PostgresSettings;
  readonly pgbouncer: PgbouncerSettings;
  readonly kafka: KafkaSettings;
  readonly vault: VaultSettings;
  readonly minio: MinioSettings;
  readonly jwt: JwtSettings;
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
  pgbouncer: { image: "edoburu/pgbouncer:v1.25.1-p0", port: 6432, memoryMiB: 64 },
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
};
