import { DEFAULT_SETTINGS, type FeatureFlagsSettings, type GatewaySettings, type Settings } from "../settings.ts";
import type { OwnFiles } from "../own-files/read-own-files.ts";
import type { CheckedConfig } from "./schema.ts";

/** Lays `over` on `base`; a key that is absent or undefined leaves the default. Lists and records are replaced whole. */
const overlay = <T extends object>(base: T, over: { readonly [K in keyof T]?: T[K] | undefined } = {}): T => {
  const result = { ...base };
  for (const key in over) {
    const value = over[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
};

const gatewayFrom = ({ cors, headers, licence, ...plain }: NonNullable<CheckedConfig["gateway"]> = {}): GatewaySettings =>
  overlay(DEFAULT_SETTINGS.gateway, {
    ...plain,
    subgraphs: plain.subgraphs && Object.fromEntries(Object.entries(plain.subgraphs).map(([name, { url, schema }]) => [name, { url, schema }])),
    corsOrigins: cors?.origins,
    propagate: headers?.propagate,
    licensed: licence !== undefined,
  });

const featureFlagsFrom = ({ file: _file, ...plain }: NonNullable<CheckedConfig["featureFlags"]> = {}, flags: OwnFiles["flags"]): FeatureFlagsSettings => overlay(DEFAULT_SETTINGS.featureFlags, { ...plain, flags });

/** Where Micronaut tells its metrics, and where most others do. */
const METRICS_PATH = { kotlin: "/prometheus", other: "/metrics" } as const;

/** An application with a port is asked for its metrics there: where one is known by its name, at the path that is known. */
const metricsOf = (apps: Settings["apps"]): Settings["metrics"] =>
  Object.fromEntries(
    Object.entries(apps).flatMap(([name, { port, consumer }]) =>
      port === undefined ? [] : [[name, { port, path: DEFAULT_SETTINGS.metrics[name]?.path ?? METRICS_PATH[consumer === "kotlin" ? "kotlin" : "other"] }]],
    ),
  );

/** The settings of a project: production's, with what its config says laid over them. @param own Its rules and dashboards, read. */
export const settingsFrom = (config: CheckedConfig, own: OwnFiles): Settings => ({
  postgres: overlay(DEFAULT_SETTINGS.postgres, config.postgres),
  pgbouncer: overlay(DEFAULT_SETTINGS.pgbouncer, config.pgbouncer),
  kafka: overlay(DEFAULT_SETTINGS.kafka, config.kafka),
  vault: overlay(DEFAULT_SETTINGS.vault, config.vault),
  minio: overlay(DEFAULT_SETTINGS.minio, config.minio),
  jwt: DEFAULT_SETTINGS.jwt,
  prometheus: overlay(DEFAULT_SETTINGS.prometheus, { ...config.prometheus, rules: own.rules }),
  loki: overlay(DEFAULT_SETTINGS.loki, config.loki),
  logAgent: config.logAgent ?? DEFAULT_SETTINGS.logAgent,
  alloy: overlay(DEFAULT_SETTINGS.alloy, config.alloy),
  promtail: overlay(DEFAULT_SETTINGS.promtail, config.promtail),
  grafana: overlay(DEFAULT_SETTINGS.grafana, { ...config.grafana, dashboards: own.dashboards }),
  alertmanager: overlay(DEFAULT_SETTINGS.alertmanager, config.alertmanager),
  gateway: gatewayFrom(config.gateway),
  featureFlags: featureFlagsFrom(config.featureFlags, own.flags),
  mail: overlay(DEFAULT_SETTINGS.mail, config.mail),
  postgresExporter: overlay(DEFAULT_SETTINGS.postgresExporter, config.postgresExporter),
  pgbouncerExporter: overlay(DEFAULT_SETTINGS.pgbouncerExporter, config.pgbouncerExporter),
  kafkaExporter: overlay(DEFAULT_SETTINGS.kafkaExporter, config.kafkaExporter),
  // Not replaced whole: who adds a program has not given up the others.
  metrics: { ...DEFAULT_SETTINGS.metrics, ...metricsOf(config.apps ?? {}), ...config.metrics },
  apps: config.apps ?? {},
  cluster: overlay(DEFAULT_SETTINGS.cluster, config.cluster),
});
