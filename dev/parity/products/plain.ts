import { flagsOf } from "./texts.ts";
import { NEVER, NO_SETTINGS, type Product } from "./product.ts";

/** Flags that say where, not how. */
const PLACES = /(^|[.\-_])(config([.-]file)?|listen-address|address|telemetry-path|path|server|url|uri|connectionString|kafka\.version|log[.-](level|format)|storage\.path)$/;

/** A program that takes only flags: whichever are given are compared. */
const byFlags = (id: string, repositories: RegExp): Product => ({
  id,
  repositories,
  settings: (workload) => new Map(flagsOf(workload)),
  rules: {},
  others: "compared",
  local: PLACES,
  variables: /^(DATA_SOURCE|PG_EXPORTER|PGBOUNCER_EXPORTER|KAFKA)_/,
});

/** A program of which only image, ports, limits and the like are compared. */
const opaque = (id: string, repositories: RegExp): Product => ({ id, repositories, settings: () => NO_SETTINGS, rules: {}, others: "ignored", local: NEVER, variables: NEVER });

export const minio = { ...opaque("minio", /(^|\/)minio$/), variables: /^MINIO_/ };
export const promtail = opaque("promtail", /(^|\/)promtail$/);
export const alloy = opaque("alloy", /(^|\/)alloy$/);
export const alertmanager = byFlags("alertmanager", /(^|\/)alertmanager$/);
export const unleash = { ...opaque("unleash", /(^|\/)unleash-server$/), variables: /^(DATABASE_|INIT_.*_API_TOKENS$|UNLEASH_|IMPORT_|LOG_LEVEL$|CHECK_VERSION$|SEND_TELEMETRY$)/ };
/** MailHog is what Mailpit took the place of. */
export const mail = { ...opaque("mail", /(^|\/)(mailpit|mailhog)$/), variables: /^MP_/ };
export const postgresExporter = byFlags("postgres-exporter", /(^|\/)postgres[-_]exporter$/);
export const pgbouncerExporter = byFlags("pgbouncer-exporter", /(^|\/)(prometheus-)?pgbouncer[-_]exporter$/);
export const kafkaExporter = byFlags("kafka-exporter", /(^|\/)kafka[-_]exporter$/);

/** Backing services that production may have and this stack has not: to be told from applications. */
export const FOREIGN: Readonly<Record<string, RegExp>> = {
  redis: /(^|\/)(redis|valkey|keydb|dragonfly)$/,
  mongodb: /(^|\/)(mongo|mongodb)$/,
  mysql: /(^|\/)(mysql|mariadb|percona)$/,
  rabbitmq: /(^|\/)rabbitmq$/,
  elasticsearch: /(^|\/)(elasticsearch|opensearch)$/,
  zookeeper: /(^|\/)(zookeeper|cp-zookeeper)$/,
  "schema-registry": /(^|\/)(cp-schema-registry|schema-registry|apicurio-registry\S*)$/,
  keycloak: /(^|\/)keycloak$/,
  memcached: /(^|\/)memcached$/,
  nats: /(^|\/)nats$/,
  tempo: /(^|\/)(tempo|jaeger|all-in-one)$/,
  temporal: /(^|\/)(temporal|temporalio-server|auto-setup)$/,
};
