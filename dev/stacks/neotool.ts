import type { Service } from "../model/service.ts";
import type { Stack } from "../model/stack.ts";
import { applications } from "./applications.ts";
import { alertmanager } from "./services/alertmanager.ts";
import { alloy } from "./services/alloy.ts";
import { kafkaExporter, pgbouncerExporter, postgresExporter } from "./services/exporters.ts";
import { grafana } from "./services/grafana.ts";
import { kafka, kafkaTopics } from "./services/kafka.ts";
import { loki } from "./services/loki.ts";
import { mail } from "./services/mail.ts";
import { jwks, minio, minioBuckets } from "./services/minio.ts";
import { pgbouncer } from "./services/pgbouncer.ts";
import { postgres, postgresDatabases } from "./services/postgres.ts";
import { prometheus } from "./services/prometheus.ts";
import { promtail } from "./services/promtail.ts";
import { router } from "./services/router.ts";
import { unleash, unleashDatabase } from "./services/unleash.ts";
import { jwtKeys, vault, vaultJwtKeys } from "./services/vault.ts";
import type { Settings } from "./settings.ts";

const CORE = ["kafka", "postgres", "pgbouncer", "vault", "minio"] as const;
const observability = ({ logAgent }: Settings): readonly string[] => ["prometheus", "loki", logAgent, "grafana", "postgres-exporter", "pgbouncer-exporter", "kafka-exporter"];

/** Kafka first: it takes longest to start, so whatever is limited goes to it first. */
const backing = (settings: Settings): readonly Service[] => [
  kafka(settings.kafka),
  postgres(settings.postgres),
  pgbouncer(settings.pgbouncer, settings.postgres),
  vault(settings.vault),
  minio(settings.minio),
  prometheus(settings.prometheus, settings),
  loki(settings.loki),
  settings.logAgent === "alloy" ? alloy(settings.alloy) : promtail(settings.promtail),
  grafana(settings.grafana),
  alertmanager(settings.alertmanager),
  router(settings.gateway, settings.jwt),
  unleash(settings.featureFlags),
  mail(settings.mail),
  postgresExporter(settings.postgresExporter, settings.postgres),
  pgbouncerExporter(settings.pgbouncerExporter),
  kafkaExporter(settings.kafkaExporter),
  jwtKeys(),
  vaultJwtKeys(settings.jwt),
  postgresDatabases(settings.postgres),
  unleashDatabase(settings.postgres),
  kafkaTopics(settings.kafka),
  minioBuckets(settings.minio, settings.jwt),
  jwks(settings.jwt),
];

/** Neotool's backing services, and the project's own applications. */
export const neotoolStack = (settings: Settings): Stack => ({
  name: "neotool",
  services: [...backing(settings), ...applications(settings.apps, backing(settings))],
  profiles: {
    core: CORE,
    observability: [...CORE, ...observability(settings)],
    alerts: [...CORE, ...observability(settings), "alertmanager"],
    gateway: [...CORE, ...observability(settings), "router"],
    "feature-flags": [...CORE, ...observability(settings), "unleash"],
    mail: [...CORE, ...observability(settings), "mail"],
  },
  defaultProfile: "observability",
});
