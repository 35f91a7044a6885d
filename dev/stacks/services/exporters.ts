import type { ContainerService } from "../../model/service.ts";
import { credential, text, type Text } from "../../model/text.ts";
import type { ServiceSettings, PostgresSettings } from "../settings.ts";
import { PGBOUNCER_STATS } from "./pgbouncer.ts";
import { POSTGRES_MONITOR } from "./postgres.ts";
import { ON_A_LAPTOP } from "./on-a-laptop.ts";

/** `nobody`, as the official images run. */
const NOBODY = { uid: 65_534, gid: 65_534 } as const;
const PASSWORD = "/run/secrets/postgres.monitor";
const FLAGS = "/run/secrets/pgbouncer-exporter.flags";

/** What exporters have in common: one page, which answers also when the service behind it does not. */
const exporter = (name: string, containerPort: number, { image, port, memoryMiB }: ServiceSettings): Omit<ContainerService, "dependsOn"> => ({
  kind: "container",
  name,
  image,
  endpoints: { metrics: { containerPort, preferredHostPort: port, scheme: "http" } },
  readiness: { kind: "http", endpoint: "metrics", path: "/metrics", status: [200] },
  healthCheck: { command: ["wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${containerPort}/metrics`] },
  priority: "background",
  limits: { memoryMiB },
  devOnly: ON_A_LAPTOP,
});

/** What Postgres says of itself. Asks the server directly: behind the pooler, sessions have no settings of their own. */
export const postgresExporter = (settings: ServiceSettings, postgres: PostgresSettings): ContainerService => ({
  ...exporter("postgres-exporter", 9187, settings),
  // Off by default, although since version 17 checkpoints are counted nowhere else.
  command: ["--collector.stat_checkpointer", "--collector.long_running_transactions"],
  env: {
    DATA_SOURCE_URI: `postgres:5432/${postgres.database}?sslmode=disable`,
    DATA_SOURCE_USER: POSTGRES_MONITOR,
    DATA_SOURCE_PASS_FILE: PASSWORD,
  },
  files: [{ path: PASSWORD, content: text`${credential("postgres.monitor")}`, owner: NOBODY, mode: 0o400 }],
  dependsOn: { "postgres-databases": "completed" },
});

const login = text`${credential("pgbouncer.stats")}@pgbouncer:6432/pgbouncer?sslmode=disable`;
const connectionFlag: Text = { parts: [`--pgBouncer.connectionString=postgres://${PGBOUNCER_STATS}:`, ...login.parts] };

/** Pools, waits and traffic of the pooler, from its admin console. */
export const pgbouncerExporter = (settings: ServiceSettings): ContainerService => ({
  ...exporter("pgbouncer-exporter", 9127, settings),
  // Its only other ways to a password are arguments and the environment, which everybody reads: so the arguments are a file.
  command: [`@${FLAGS}`],
  files: [{ path: FLAGS, content: connectionFlag, owner: NOBODY, mode: 0o400 }],
  dependsOn: { pgbouncer: "ready" },
});

/** Offsets, lag and throughput of the broker. It gives up where there is none, so it comes after it. */
export const kafkaExporter = (settings: ServiceSettings): ContainerService => ({
  ...exporter("kafka-exporter", 9308, settings),
  // Without the last one, scrapes now and then lack their last series.
  command: ["--kafka.server=kafka:19092", "--kafka.version=3.7.0", "--concurrent.enable"],
  dependsOn: { kafka: "ready" },
});
