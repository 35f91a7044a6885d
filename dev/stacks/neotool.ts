import type { Stack } from "../model/stack.ts";
import { kafka, kafkaTopics } from "./services/kafka.ts";
import { jwks, minio, minioBuckets } from "./services/minio.ts";
import { pgbouncer } from "./services/pgbouncer.ts";
import { postgres, postgresDatabases } from "./services/postgres.ts";
import { jwtKeys, vault, vaultJwtKeys } from "./services/vault.ts";
import type { Settings } from "./settings.ts";

/** Neotool's backing services. Kafka first: it takes longest to start, so whatever is limited goes to it first. */
export const neotoolStack = (settings: Settings): Stack => ({
  name: "neotool",
  services: [
    kafka(settings.kafka),
    postgres(settings.postgres),
    pgbouncer(settings.pgbouncer, settings.postgres),
    vault(settings.vault),
    minio(settings.minio),
    jwtKeys(),
    vaultJwtKeys(settings.jwt),
    postgresDatabases(settings.postgres),
    kafkaTopics(settings.kafka),
    minioBuckets(settings.minio, settings.jwt),
    jwks(settings.jwt),
  ],
  profiles: { core: ["kafka", "postgres", "pgbouncer", "vault", "minio"] },
  defaultProfile: "core",
});
