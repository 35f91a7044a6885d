/** One change of production's tree, and what must appear because of it, and nothing else. */
export interface Mutation {
  readonly axis: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Wherever it stands in the file. @default it stands there once */
  readonly everywhere?: boolean;
  /** `verdict severity id`. */
  readonly appears: readonly string[];
  /** Differences that end by it. @default none */
  readonly ends?: readonly string[];
}

const POSTGRES = "postgres.yaml";
const PGBOUNCER = "pgbouncer.yaml";
const KAFKA = "kafka.yaml";
const VAULT = "vault.yaml";
const WATCH = "observability.yaml";
const APP = "security-service.yaml";

const one = (axis: string, file: string, from: string, to: string, ...appears: readonly string[]): Mutation => ({ axis, file, from, to, appears });

export const MUTATIONS: readonly Mutation[] = [
  // image
  one("image major", POSTGRES, "image: postgres:18.1\n          args", "image: postgres:17.6\n          args", "drift error postgres/image/major"),
  one("image major", KAFKA, "image: apache/kafka:3.7.0\n          env", "image: apache/kafka:4.1.0\n          env", "drift error kafka/image/major"),
  one("image tag", POSTGRES, "image: postgres:18.1\n          args", "image: postgres:18.3\n          args", "drift warning postgres/image/tag"),
  one("image tag", VAULT, "hashicorp/vault:1.21.1", "hashicorp/vault:1.20.4", "drift warning vault/image/tag"),
  one("image tag, vague", POSTGRES, "image: postgres:18.1\n          args", "image: postgres:18\n          args", "drift warning postgres/image/tag"),
  one("image variant", POSTGRES, "image: postgres:18.1\n          args", "image: postgres:18.1-alpine\n          args", "drift warning postgres/image/variant"),
  one("image prerelease", POSTGRES, "image: postgres:18.1\n          args", "image: postgres:18rc1\n          args", "drift error postgres/image/tag"),
  one("image repository", KAFKA, "image: apache/kafka:3.7.0\n          env", "image: bitnami/kafka:3.7.0\n          env", "drift warning kafka/image/repository"),
  one("image registry", WATCH, "image: prom/prometheus:v2.55.1", "image: quay.io/prom/prometheus:v2.55.1", "drift info prometheus/image/registry"),
  one("image digest", WATCH, "grafana/loki:2.9.0", `grafana/loki:2.9.0@sha256:${"a".repeat(64)}`, "drift info loki/image/digest"),
  one("image latest", WATCH, "grafana/grafana:11.1.4", "grafana/grafana:latest", "drift warning grafana/placeholder/image"),
  // settings: Postgres
  one("settings boolean", POSTGRES, "    shared_buffers = 4GB", "    shared_buffers = 4GB\n    jit = off", "drift info postgres/settings/jit"),
  one("settings text", POSTGRES, "password_encryption = scram-sha-256", "password_encryption = md5", "drift error postgres/settings/password_encryption"),
  one("settings number", POSTGRES, "max_connections = 200", "max_connections = 500", "drift info postgres/settings/max_connections"),
  one("settings duration", POSTGRES, "    shared_buffers = 4GB", "    shared_buffers = 4GB\n    statement_timeout = 30s", "drift warning postgres/settings/statement_timeout"),
  one("settings set", POSTGRES, "'pg_stat_statements'", "'pg_stat_statements,pg_cron'", "drift warning postgres/settings/shared_preload_libraries"),
  one("settings unknown name", POSTGRES, "    shared_buffers = 4GB", "    shared_buffers = 4GB\n    geqo_threshold = 20", "drift info postgres/settings/geqo_threshold"),
  one("settings command line", POSTGRES, '"config_file=/etc/postgresql/postgresql.conf"]', '"config_file=/etc/postgresql/postgresql.conf", "-c", "timezone=Europe/Berlin"]', "drift warning postgres/settings/timezone"),
  one("settings command line, a blank", POSTGRES, '"config_file=/etc/postgresql/postgresql.conf"]', '"config_file=/etc/postgresql/postgresql.conf", "-c", "shared_preload_libraries=pg_stat_statements, auto_explain"]', "drift warning postgres/settings/shared_preload_libraries"),
  one("settings pg_hba", POSTGRES, "host all all 0.0.0.0/0 scram-sha-256", "host all all 0.0.0.0/0 md5", "drift error postgres/settings/hba.methods"),
  one("settings pg_hba, a mask", POSTGRES, "host all all 0.0.0.0/0 scram-sha-256", "host all all 10.0.0.0 255.0.0.0 md5\n    host all all 0.0.0.0/0 scram-sha-256", "drift error postgres/settings/hba.methods"),
  one("settings extensions", POSTGRES, "    CREATE EXTENSION IF NOT EXISTS citext;", "    CREATE EXTENSION IF NOT EXISTS citext;\n    CREATE EXTENSION IF NOT EXISTS vector;", "drift error postgres/settings/extensions"),
  one("settings databases", POSTGRES, "    CREATE EXTENSION IF NOT EXISTS citext;", "    CREATE EXTENSION IF NOT EXISTS citext;\n    CREATE DATABASE reports;", "drift warning postgres/settings/databases"),
  one("settings roles", POSTGRES, "    CREATE EXTENSION IF NOT EXISTS citext;", "    CREATE EXTENSION IF NOT EXISTS citext;\n    CREATE ROLE reporting LOGIN;", "drift warning postgres/settings/roles"),
  one("settings powers of a role", POSTGRES, "    CREATE EXTENSION IF NOT EXISTS citext;", "    CREATE EXTENSION IF NOT EXISTS citext;\n    ALTER ROLE neotool CREATEDB;", "drift error postgres/settings/role-powers"),
  one("settings initdb", POSTGRES, "            - name: POSTGRES_USER", '            - name: POSTGRES_INITDB_ARGS\n              value: "--encoding=SQL_ASCII"\n            - name: POSTGRES_USER', "drift error postgres/settings/encoding"),
  one("settings database", POSTGRES, "value: neotool_db", "value: neotool", "drift warning postgres/settings/database"),
  // settings: PgBouncer
  one("pool mode", PGBOUNCER, "value: transaction", "value: session", "drift error pgbouncer/settings/pool_mode"),
  one("auth type", PGBOUNCER, "value: plain", "value: scram-sha-256", "drift error pgbouncer/settings/auth_type"),
  one("pool limit", PGBOUNCER, '"25"', '"50"', "drift warning pgbouncer/settings/default_pool_size"),
  one("client limit", PGBOUNCER, '"1000"', '"100"', "drift warning pgbouncer/settings/max_client_conn"),
  one("startup parameters", PGBOUNCER, "extra_float_digits, options", "extra_float_digits", "drift error pgbouncer/settings/ignore_startup_parameters"),
  one("missing setting", PGBOUNCER, '            - { name: TRACK_EXTRA_PARAMETERS, value: "IntervalStyle,search_path" }\n', "", "drift warning pgbouncer/settings/track_extra_parameters"),
  one("missing setting beside a mounted Secret", PGBOUNCER, '            - { name: TRACK_EXTRA_PARAMETERS, value: "IntervalStyle,search_path" }\n            - { name: IGNORE_STARTUP_PARAMETERS, value: "extra_float_digits, options" }\n          ports:', '            - { name: IGNORE_STARTUP_PARAMETERS, value: "extra_float_digits, options" }\n          volumeMounts: [{ name: users, mountPath: /etc/pgbouncer/users }]\n          ports:', "drift warning pgbouncer/settings/track_extra_parameters"),
  // settings: Kafka
  one("process roles", KAFKA, '"broker,controller"', '"broker"', "drift error kafka/settings/process.roles"),
  one("listeners", KAFKA, "PLAINTEXT:PLAINTEXT\"", "PLAINTEXT:SASL_SSL\"", "drift error kafka/settings/listener-protocols"),
  one("auto-create", KAFKA, 'AUTO_CREATE_TOPICS_ENABLE, value: "false"', 'AUTO_CREATE_TOPICS_ENABLE, value: "true"', "drift error kafka/settings/auto.create.topics.enable"),
  one("replication", KAFKA, 'OFFSETS_TOPIC_REPLICATION_FACTOR, value: "1"', 'OFFSETS_TOPIC_REPLICATION_FACTOR, value: "3"', "meant warning kafka/settings/offsets.topic.replication.factor"),
  one("retention of records", KAFKA, 'RETENTION_HOURS, value: "168"', 'RETENTION_HOURS, value: "24"', "drift warning kafka/retention/log.retention"),
  one("record size", KAFKA, "            - { name: KAFKA_LOG_DIRS", '            - { name: KAFKA_MESSAGE_MAX_BYTES, value: "10485760" }\n            - { name: KAFKA_LOG_DIRS', "drift error kafka/settings/message.max.bytes"),
  { ...one("topic", KAFKA, "--partitions 3", "--partitions 6", "drift warning kafka/topics/order.created"), ends: ["kafka/topics/order.created"] },
  // settings: Vault
  one("vault TLS", VAULT, "tls_disable = true", "tls_disable = false", "drift warning vault/settings/tls_disable"),
  one("vault mount", VAULT, "enable -path=secret kv-v2", "enable -path=secret -version=1 kv", "drift error vault/settings/mounts"),
  one("JWT path", VAULT, "kv put secret/jwt/keys/default", "kv put secret/jwt/keys/kid-1", "drift error vault/settings/jwt-key-path"),
  one("JWT fields", VAULT, "private=@private.pem public=@public.pem", "private_key=@private.pem public_key=@public.pem", "drift error vault/settings/jwt-key-fields"),
  one("JWT size", VAULT, "genrsa -out private.pem 4096", "genrsa -out private.pem 2048", "drift warning vault/settings/jwt-key-bits"),
  one("vault policy", VAULT, "enable -path=secret kv-v2", "enable -path=secret kv-v2\n                vault policy write security /etc/vault/security.hcl", "drift info vault/settings/policies"),
  one("JWT algorithm", VAULT, "openssl genrsa -out private.pem 4096", "openssl genpkey -algorithm ed25519 -pkeyopt rsa_keygen_bits:4096 -out private.pem", "drift error vault/settings/jwt-key-algorithm"),
  // settings: observability
  one("retention of metrics", WATCH, "retention.time=15d", "retention.time=30d", "drift warning prometheus/retention/storage.tsdb.retention.time"),
  one("retention of logs", WATCH, "retention_period: 168h", "retention_period: 744h", "drift warning loki/retention/retention"),
  one("tenants", WATCH, "auth_enabled: false", "auth_enabled: true", "drift error loki/settings/auth_enabled"),
  one("schema", WATCH, "schema: v12", "schema: v13", "drift warning loki/settings/schema_config.configs.schema"),
  one("grafana", WATCH, "            - name: GF_SECURITY_ADMIN_PASSWORD", "            - { name: GF_FEATURE_TOGGLES_ENABLE, value: traceToMetrics }\n            - name: GF_SECURITY_ADMIN_PASSWORD", "drift warning grafana/settings/feature.toggles.enable"),
  // storage
  one("mount layout", POSTGRES, "mountPath: /var/lib/postgresql\n", "mountPath: /var/lib/postgresql/data\n", "drift error postgres/mount/layout"),
  one("mount path", KAFKA, "mountPath: /var/lib/kafka/data", "mountPath: /bitnami/kafka", "drift warning kafka/mount/path"),
  one("persistence", WATCH, "        - name: data\n          persistentVolumeClaim: { claimName: grafana }", "        - name: data\n          emptyDir: {}", "drift warning grafana/mount/persistence"),
  { ...one("volume size", POSTGRES, "storage: 100Gi", "storage: 200Gi", "drift info postgres/volume/size"), ends: ["postgres/volume/size"] },
  // place
  one("container port", PGBOUNCER, "- containerPort: 6432", "- containerPort: 5432", "drift warning pgbouncer/port/container"),
  one("service port", VAULT, "    - port: 8200", "    - port: 80", "drift warning vault/port/service"),
  one("service name", KAFKA, "kind: Service\nmetadata:\n  name: kafka\n", "kind: Service\nmetadata:\n  name: kafka-broker\n", "drift info kafka/name/service"),
  { ...one("namespace", VAULT, "namespace: neotool-security", "namespace: vault", "drift info vault/namespace/name"), everywhere: true },
  one("replicas", KAFKA, "  replicas: 1", "  replicas: 3", "meant warning kafka/replicas/count"),
  { ...one("schedule", WATCH, "0 3 * * *", "0 4 * * *", "drift info postgres-backup/schedule/cron"), ends: ["postgres-backup/schedule/cron"] },
  // variables
  one("variable missing here", APP, "  JWT_ALGORITHM: RS256", "  JWT_ALGORITHM: RS256\n  FEATURE_MFA: required", "drift warning security/env/FEATURE_MFA"),
  one("variable missing there", APP, "  STORAGE_REGION: auto\n", "", "drift info security/env/STORAGE_REGION"),
  one("variable's value", APP, "JWT_KEY_ID: default", "JWT_KEY_ID: kid-1", "drift error security/env/JWT_KEY_ID"),
  one("past the pooler", APP, 'POSTGRES_PORT: "6432"', 'POSTGRES_PORT: "5432"', "drift warning security/env/POSTGRES_PORT"),
  one("external secret", APP, "    - secretKey: STORAGE_SECRET\n", "    - secretKey: MAIL_PASSWORD\n      remoteRef: { key: secret/security, property: mail }\n    - secretKey: STORAGE_SECRET\n", "drift warning security/env/MAIL_PASSWORD"),
  one("variable of a service", WATCH, "          image: grafana/loki:2.9.0", "          image: grafana/loki:2.9.0\n          env: [{ name: JAEGER_AGENT_HOST, value: tempo }]", "drift warning loki/env/JAEGER_AGENT_HOST"),
  // probes
  one("probe lies", POSTGRES, "pg_isready -h 127.0.0.1 -U postgres", "pg_isready -U postgres", "drift warning postgres/probe/readiness-lies"),
  one("probe without program", KAFKA, "            tcpSocket: { port: 9092 }", '            exec: { command: ["kafka-topics.sh", "--list"] }', "drift error kafka/probe/readiness-command"),
  one("no readiness probe", APP, "          readinessProbe:\n            httpGet: { path: /health/readiness, port: 8080 }\n", "", "drift warning security/probe/readiness-missing"),
  // limits
  { ...one("limit", VAULT, "limits: { memory: 512Mi }", "limits: { memory: 128Mi }", "drift warning vault/resources/memory-limit-larger"), ends: ["vault/resources/memory-limit"] },
  { ...one("limit in thousandths of a byte", VAULT, "limits: { memory: 512Mi }", "limits: { memory: 512m }", "drift warning vault/resources/memory-limit-larger"), ends: ["vault/resources/memory-limit"] },
  { ...one("no limit", VAULT, "            limits: { memory: 512Mi }\n", "", "drift warning vault/resources/no-memory-limit"), ends: ["vault/resources/memory-limit"] },
  one("no request", VAULT, "            requests: { memory: 256Mi }\n", "", "drift info vault/resources/no-memory-request"),
  one("read-only", APP, "          image: ghcr.io/neotool/security:1.4.2", "          image: ghcr.io/neotool/security:1.4.2\n          securityContext: { readOnlyRootFilesystem: true }", "drift warning security/security/read-only-root"),
  one("privileged", KAFKA, "        - name: kafka\n          image", "        - name: kafka\n          securityContext: { privileged: true }\n          image", "drift warning kafka/security/privileged"),
  one("user", PGBOUNCER, "runAsUser: 70", "runAsUser: 1001", "drift info pgbouncer/security/user"),
  // reach
  one("pooler kept out", POSTGRES, "            matchLabels: { app: pgbouncer }\n", "            matchLabels: { app: pooler }\n", "drift error postgres/reach/from-pgbouncer"),
  one("label missing", APP, 'access-pgbouncer: "true"', 'access-pgbouncer: "false"', "drift error pgbouncer/reach/from-security"),
  one("direct way closed", POSTGRES, "            matchLabels: { kubernetes.io/metadata.name: neotool-app }", "            matchLabels: { kubernetes.io/metadata.name: neotool-jobs }", "drift warning postgres/reach/from-security"),
  // metrics
  { ...one("asked for metrics there too", WATCH, "      - job_name: postgres\n", '      - job_name: postgres\n        static_configs: [{ targets: ["localhost:9090"] }]\n'), ends: ["prometheus/targets/scraped"] },
  one("asked for metrics there alone", WATCH, "      - job_name: postgres\n", '      - job_name: postgres\n        static_configs: [{ targets: ["kafka.neotool-messaging.svc:7071"] }]\n', "drift warning kafka/targets/scraped"),
  // hygiene
  one("placeholder in an image", APP, "ghcr.io/neotool/security:1.4.2", "ghcr.io/USERNAME/security:1.4.2", "drift error neotool-security/placeholder/Deployment.spec.template.spec.containers.0.image"),
  one("placeholder", APP, "JWT_JWKS_URL: https://id.neotool.io/jwks.json", "JWT_JWKS_URL: changeme", "drift error security-config/placeholder/ConfigMap.data.JWT_JWKS_URL"),
  { ...one("end of life", POSTGRES, "image: postgres:18.1\n          args", "image: postgres:13.22\n          args", "drift error postgres/image/major", "drift warning postgres/end-of-life/production") },
  // what one side has not
  one("service missing here", VAULT, "      volumes:\n        - name: config\n", "        - name: cache\n          image: redis:8.2\n      volumes:\n        - name: config\n", "drift warning vault-cache/service/missing-here"),
  { ...one("object store", APP, "abc.r2.cloudflarestorage.com", "s3.eu-central-1.amazonaws.com"), ends: ["minio/s3/bucket-policy.neotool-assets-public", "minio/s3/versioning.neotool-assets-private"] },
];
